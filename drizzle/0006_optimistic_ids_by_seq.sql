CREATE TABLE `__new_optimistic_id` (
	`seq` integer PRIMARY KEY NOT NULL,
	`optimisticId` text NOT NULL
);
--> statement-breakpoint
INSERT OR IGNORE INTO `__new_optimistic_id`("seq", "optimisticId") SELECT l."seq", o."optimisticId" FROM `optimistic_id` AS o JOIN `log` AS l ON l."command" = o."message" AND l."type" = 'message.posted';--> statement-breakpoint
DROP TABLE `optimistic_id`;--> statement-breakpoint
ALTER TABLE `__new_optimistic_id` RENAME TO `optimistic_id`;
