CREATE TABLE `address_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`made_at` text NOT NULL,
	`replaced_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `address_keys_by_end` ON `address_keys` (`replaced_at`);--> statement-breakpoint
CREATE TABLE `author_notes` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`address_hash` text,
	`body` text NOT NULL,
	`at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `author_notes_by_email` ON `author_notes` (`email`,`id`);--> statement-breakpoint
CREATE INDEX `author_notes_by_address` ON `author_notes` (`address_hash`,`id`);--> statement-breakpoint
CREATE INDEX `author_notes_with_address` ON `author_notes` (`at`) WHERE address_hash is not null;--> statement-breakpoint
CREATE TABLE `spam_checks` (
	`comment_id` text NOT NULL,
	`revision` integer NOT NULL,
	`version` integer NOT NULL,
	`address` text NOT NULL,
	`user_agent` text,
	`referrer` text,
	`permalink` text NOT NULL,
	`verdict` text,
	`lesson` text,
	`told` text,
	`attempts` integer NOT NULL,
	`due_at` text NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`comment_id`, `revision`),
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `spam_checks_due` ON `spam_checks` (`due_at`);--> statement-breakpoint
CREATE INDEX `spam_checks_by_time` ON `spam_checks` (`at`);--> statement-breakpoint
ALTER TABLE `articles` ADD `comment_settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `comment_settings_revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `bans` ADD `batch` text;--> statement-breakpoint
CREATE INDEX `bans_by_end` ON `bans` (`expires_at`);--> statement-breakpoint
CREATE INDEX `bans_of_batch` ON `bans` (`batch`) WHERE batch is not null;--> statement-breakpoint
ALTER TABLE `comments` ADD `priority` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `comments_reported_in_order` ON `comments` (`created_at`,`id`) WHERE reports > 0;--> statement-breakpoint
CREATE INDEX `comments_by_priority` ON `comments` (`priority`,`id`) WHERE ((state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true or reports > 0) is true;--> statement-breakpoint
ALTER TABLE `decisions` ADD `statement` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `batch` text;--> statement-breakpoint
CREATE INDEX `decisions_of_batch` ON `decisions` (`batch`,`action`,`id`) WHERE batch is not null;--> statement-breakpoint
ALTER TABLE `rejection_reasons` ADD `objection` text;--> statement-breakpoint
ALTER TABLE `terms` ADD `comment_settings` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `comment_reports_with_reporter` ON `comment_reports` (`at`) WHERE substr(reporter_hash, 1, 1) <> '~';--> statement-breakpoint
CREATE INDEX `comment_reports_answered` ON `comment_reports` (`at`) WHERE not open;