CREATE TABLE `draft_links` (
	`target_id` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`target_id`, `article_id`),
	FOREIGN KEY (`target_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`article_id`) REFERENCES `articles`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `draft_links_by_article` ON `draft_links` (`article_id`);--> statement-breakpoint
DROP INDEX `links_by_target`;--> statement-breakpoint
CREATE INDEX `links_by_target` ON `links` (`target_id`,`article_id`);--> statement-breakpoint
INSERT OR IGNORE INTO `draft_links` (`target_id`, `article_id`)
SELECT json_extract(link.value, '$.articleId'), `articles`.`id`
FROM `articles` JOIN `revisions` ON `revisions`.`article_id` = `articles`.`id` AND `revisions`.`number` = `articles`.`draft_revision`, json_each(`revisions`.`related`) AS link
WHERE json_extract(link.value, '$.articleId') IN (SELECT `id` FROM `articles`);
