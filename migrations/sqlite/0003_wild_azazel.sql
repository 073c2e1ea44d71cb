CREATE TABLE `outbox` (
	`once` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`to` text NOT NULL,
	`subject` text NOT NULL,
	`text` text NOT NULL,
	`headers` text NOT NULL,
	`subject_id` text,
	`attempts` integer NOT NULL,
	`due_at` text NOT NULL,
	`at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_due` ON `outbox` (`due_at`,`state`);--> statement-breakpoint
CREATE INDEX `outbox_by_state` ON `outbox` (`state`);--> statement-breakpoint
CREATE INDEX `outbox_by_age` ON `outbox` (`at`);--> statement-breakpoint
CREATE INDEX `outbox_by_subject` ON `outbox` (`subject_id`);