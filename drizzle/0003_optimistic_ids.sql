CREATE TABLE `optimistic_id` (
	`message` text PRIMARY KEY NOT NULL,
	`optimisticId` text NOT NULL
);
