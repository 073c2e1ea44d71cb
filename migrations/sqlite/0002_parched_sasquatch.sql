CREATE TABLE `claims` (
	`comment_id` text PRIMARY KEY NOT NULL,
	`claim_id` text NOT NULL,
	`staff_id` text NOT NULL,
	`staff_name` text NOT NULL,
	`until` text NOT NULL,
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `claims_by_id` ON `claims` (`claim_id`);--> statement-breakpoint
CREATE INDEX `claims_by_end` ON `claims` (`until`);--> statement-breakpoint
CREATE TABLE `rejection_reasons` (
	`id` text PRIMARY KEY NOT NULL,
	`items` text NOT NULL,
	`revision` integer NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
DROP INDEX `comments_by_email`;--> statement-breakpoint
CREATE INDEX `comments_of_address` ON `comments` (`address_hash`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `comments_by_email` ON `comments` (`author_email`,`state`,`created_at`,`id`);--> statement-breakpoint
ALTER TABLE `decisions` ADD `version` integer;--> statement-breakpoint
ALTER TABLE `decisions` ADD `approved_before` integer;--> statement-breakpoint
ALTER TABLE `decisions` ADD `undoes` text;--> statement-breakpoint
CREATE INDEX `decisions_by_time` ON `decisions` (`at`);