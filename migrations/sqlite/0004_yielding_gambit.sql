ALTER TABLE `articles` ADD `asked_until` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `rights_from` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `rights_until` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `rights_note` text;--> statement-breakpoint
ALTER TABLE `articles` ADD `told_from` text DEFAULT '9999-12-31T23:59:59.999Z' NOT NULL;--> statement-breakpoint
ALTER TABLE `articles` ADD `told_until` text;--> statement-breakpoint
CREATE INDEX `articles_to_appear` ON `articles` (`public_from`,`id`) WHERE told_from <> public_from;--> statement-breakpoint
CREATE INDEX `articles_to_disappear` ON `articles` (`public_until`,`id`) WHERE told_until is null and public_until < '9999-12-31T23:59:59.999Z';--> statement-breakpoint
CREATE INDEX `articles_by_rights` ON `articles` (`rights_until`,`id`) WHERE rights_until is not null;