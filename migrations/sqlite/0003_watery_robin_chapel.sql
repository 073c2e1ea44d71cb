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
CREATE INDEX `spam_checks_by_time` ON `spam_checks` (`at`);