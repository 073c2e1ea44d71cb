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
ALTER TABLE `bans` ADD `batch` text;--> statement-breakpoint
CREATE INDEX `bans_of_batch` ON `bans` (`batch`) WHERE batch is not null;--> statement-breakpoint
ALTER TABLE `comments` ADD `priority` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `comments_reported_in_order` ON `comments` (`created_at`,`id`) WHERE reports > 0;--> statement-breakpoint
CREATE INDEX `comments_by_priority` ON `comments` (`priority`,`id`) WHERE ((state = 'pending' or (state = 'approved' and revision <> approved_revision)) is true or reports > 0) is true;--> statement-breakpoint
ALTER TABLE `decisions` ADD `statement` text;--> statement-breakpoint
ALTER TABLE `decisions` ADD `batch` text;--> statement-breakpoint
CREATE INDEX `decisions_of_batch` ON `decisions` (`batch`,`action`,`id`) WHERE batch is not null;--> statement-breakpoint
ALTER TABLE `rejection_reasons` ADD `objection` text;