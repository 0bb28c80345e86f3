//! The net: addresses of machines and pages, all of them reserved for documentation.

use crate::faker::Faker;
use crate::faker::text::{TOPICS, WORDS};

/// The networks of RFC 5737.
const NETWORKS: [&str; 3] = ["192.0.2", "198.51.100", "203.0.113"];

const PAGES: [&str; 16] = [
    "about", "account", "blog", "cart", "checkout", "contact", "docs", "faq", "features", "help",
    "news", "orders", "pricing", "products", "search", "support",
];

const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1",
];

const BROWSERS: [&str; 5] = ["Chrome", "Edge", "Firefox", "Opera", "Safari"];
const SYSTEMS: [&str; 5] = ["Android", "Linux", "Windows", "iOS", "macOS"];
const MEDIA_TYPES: [&str; 5] =
    ["application/json", "application/pdf", "image/jpeg", "image/png", "text/plain"];
const FILES: [&str; 8] = [
    "agenda.docx",
    "budget.xlsx",
    "contract.pdf",
    "invoice.pdf",
    "photo.jpg",
    "report.pdf",
    "screenshot.png",
    "slides.pptx",
];

pub(crate) fn ip(faker: &mut Faker<'_>) -> String {
    format!("{}.{}", faker.pick(&NETWORKS), 1 + faker.below(254))
}

/// An address of the network of RFC 3849.
pub(crate) fn ipv6(faker: &mut Faker<'_>) -> String {
    format!("2001:db8::{:x}:{:x}", 1 + faker.below(0xfffe), 1 + faker.below(0xfffe))
}

pub(crate) fn host(faker: &mut Faker<'_>) -> String {
    format!("{}.example.com", faker.pick(&["api", "app", "blog", "docs", "mail", "shop", "www"]))
}

pub(crate) fn path(faker: &mut Faker<'_>) -> String {
    let page = faker.pick(&PAGES);
    match faker.below(3) {
        0 => format!("/{page}"),
        1 => format!("/{page}/{}", faker.pick(&TOPICS)),
        _ => format!("/{page}/{}-{}", faker.pick(&WORDS), faker.pick(&TOPICS)),
    }
}

pub(crate) fn url(faker: &mut Faker<'_>) -> String {
    format!("https://www.example.com{}", path(faker))
}

pub(crate) fn image(faker: &mut Faker<'_>) -> String {
    format!("https://images.example.com/{:06x}.png", faker.below(0x00ff_ffff))
}

pub(crate) fn agent(faker: &mut Faker<'_>) -> String {
    faker.pick(&AGENTS).to_owned()
}

pub(crate) fn browser(faker: &mut Faker<'_>) -> String {
    faker.pick(&BROWSERS).to_owned()
}

pub(crate) fn system(faker: &mut Faker<'_>) -> String {
    faker.pick(&SYSTEMS).to_owned()
}

pub(crate) fn media_type(faker: &mut Faker<'_>) -> String {
    faker.pick(&MEDIA_TYPES).to_owned()
}

pub(crate) fn file(faker: &mut Faker<'_>) -> String {
    faker.pick(&FILES).to_owned()
}
