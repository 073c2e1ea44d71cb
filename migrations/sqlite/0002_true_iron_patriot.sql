CREATE TABLE `audit_entries` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL,
	`what` text NOT NULL,
	`action` text NOT NULL,
	`subject_id` text NOT NULL,
	`before` text NOT NULL,
	`after` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_by_time` ON `audit_entries` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_by_staff` ON `audit_entries` (`staff_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `bans` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`comment_id` text,
	`effect` text NOT NULL,
	`reason` text NOT NULL,
	`expires_at` text NOT NULL,
	`created_at` text NOT NULL,
	`staff_id` text,
	`staff_name` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `bans_by_value` ON `bans` (`value`,`expires_at`);--> statement-breakpoint
CREATE TABLE `word_lists` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`effect` text NOT NULL,
	`words` text NOT NULL,
	`word_count` integer NOT NULL,
	`digest` text NOT NULL,
	`enabled` integer NOT NULL,
	`revision` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `decisions_by_time` ON `decisions` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `decisions_by_staff` ON `decisions` (`staff_id`,`at`,`id`);