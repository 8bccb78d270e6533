CREATE TABLE `channel` (
	`room` text NOT NULL,
	`channel` text NOT NULL,
	`creator` text,
	`createdAt` integer,
	`createdRank` text,
	`name` text,
	`topic` text,
	`archived` integer,
	`rev` integer,
	`settingsRank` text,
	PRIMARY KEY(`room`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `key` (
	`room` text NOT NULL,
	`user` text NOT NULL,
	`publicKey` text NOT NULL,
	`linkedAt` integer,
	`linkRank` text,
	PRIMARY KEY(`room`, `user`, `publicKey`)
);
--> statement-breakpoint
CREATE TABLE `log` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`room` text NOT NULL,
	`type` text NOT NULL,
	`author` text NOT NULL,
	`command` text NOT NULL,
	`target` text,
	`event` text NOT NULL,
	`body` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `log_command` ON `log` (`command`,`author`);--> statement-breakpoint
CREATE INDEX `log_room` ON `log` (`room`,`seq`);--> statement-breakpoint
CREATE INDEX `log_target` ON `log` (`target`);--> statement-breakpoint
CREATE TABLE `message` (
	`room` text NOT NULL,
	`author` text NOT NULL,
	`id` text NOT NULL,
	`channel` text,
	`replyAuthor` text,
	`replyId` text,
	`authoredAt` integer,
	`signature` text,
	`postHash` text,
	`postRank` text,
	`content` text,
	`salt` text,
	`contentHash` text,
	`contentSignature` text,
	`rev` integer,
	`editedAt` integer,
	`erasedAt` integer,
	`contentRank` text,
	`seq` integer,
	`at` integer,
	PRIMARY KEY(`room`, `author`, `id`)
);
--> statement-breakpoint
CREATE INDEX `message_channel` ON `message` (`room`,`channel`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `message_seq` ON `message` (`seq`);--> statement-breakpoint
CREATE TABLE `meta` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `nonce` (
	`nonce` text PRIMARY KEY NOT NULL,
	`expires` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `room` (
	`room` text PRIMARY KEY NOT NULL,
	`creator` text,
	`createdAt` integer,
	`createdRank` text
);
--> statement-breakpoint
CREATE TABLE `user` (
	`room` text NOT NULL,
	`user` text NOT NULL,
	`name` text,
	`email` text,
	`colour` integer,
	`rev` integer,
	`profileRank` text,
	PRIMARY KEY(`room`, `user`)
);
