CREATE TABLE `last_seen` (
	`room` text NOT NULL,
	`user` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`room`, `user`)
);
--> statement-breakpoint
CREATE TABLE `receipt` (
	`room` text NOT NULL,
	`channel` text NOT NULL,
	`user` text NOT NULL,
	`received` integer NOT NULL,
	`receivedAt` integer NOT NULL,
	`read` integer NOT NULL,
	`readAt` integer NOT NULL,
	PRIMARY KEY(`room`, `channel`, `user`)
);
--> statement-breakpoint
CREATE TABLE `receipt_silence` (
	`user` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL
);
