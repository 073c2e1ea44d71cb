CREATE TABLE `spam_examples` (
	`comment_id` text PRIMARY KEY NOT NULL,
	`lesson` text NOT NULL,
	`revision` integer NOT NULL,
	FOREIGN KEY (`comment_id`) REFERENCES `comments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `spam_marks` (
	`mark` text PRIMARY KEY NOT NULL,
	`spam` integer NOT NULL,
	`ham` integer NOT NULL,
	`last_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `spam_marks_rare` ON `spam_marks` (`last_at`) WHERE spam + ham < 2;--> statement-breakpoint
CREATE INDEX `comments_with_sender` ON `comments` (`created_at`,`id`) WHERE address_hash is not null or user_agent is not null;--> statement-breakpoint
CREATE INDEX `decisions_by_age` ON `decisions` (`at`);