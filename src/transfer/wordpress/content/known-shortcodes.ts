/** Whether a word in brackets is a shortcode even without attributes: one of WordPress, Jetpack or a widespread plugin. */
export function isKnownShortcode(name: string) {
  return names.has(name) || prefixes.some((prefix) => name.startsWith(prefix))
}

const names = new Set(
  [
    'audio caption embed gallery playlist video wp_caption',
    'archives blog_subscription_form contact-field contact-form dailymotion facebook flickr googlemaps instagram jetpack-related-posts',
    'portfolio recipe slideshow soundcloud spotify ted testimonials tweet vimeo vr wpvideo youtube',
    'acf contact-form-7 caldera_form elementor-template embedyt formidable forminator_form gravityform layerslider mailpoet_form mc4wp_form',
    'ninja_form ninja_forms nggallery rev_slider smartslider3 tablepress wpforms',
  ].flatMap((line) => line.split(' ')),
)

const prefixes = 'av_ bbp- cs_ edd_ et_pb_ fusion_ learndash_ mk_ nectar_ ngg_ su_ td_block_ tdc_ tdb_ tribe_ vc_ woocommerce_ wpv-'.split(
  ' ',
)
