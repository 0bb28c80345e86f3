//! Words and sentences as people at work write them.

use crate::faker::Faker;

/// What things are about.
pub(crate) const TOPICS: [&str; 24] = [
    "account",
    "agenda",
    "billing",
    "booking",
    "budget",
    "contract",
    "delivery",
    "design",
    "export",
    "feedback",
    "invoice",
    "launch",
    "migration",
    "newsletter",
    "onboarding",
    "order",
    "payment",
    "pricing",
    "refund",
    "release",
    "report",
    "roadmap",
    "subscription",
    "upgrade",
];

/// How things are.
pub(crate) const WORDS: [&str; 20] = [
    "annual", "basic", "bright", "clear", "daily", "early", "final", "fresh", "global", "internal",
    "local", "monthly", "new", "open", "premium", "quick", "shared", "simple", "spring", "weekly",
];

const OPENINGS: [&str; 8] = [
    "Hi,",
    "Hello!",
    "Good morning,",
    "Thanks,",
    "Quick question:",
    "Hey,",
    "Just checking:",
    "Sure,",
];

/// Sentences; `{}` is a topic.
const SENTENCES: [&str; 20] = [
    "could you send me the latest {} again?",
    "the {} still shows the old address.",
    "when will the {} be ready?",
    "I have a question about my {}.",
    "we moved the {} to Thursday afternoon.",
    "is there a discount on the {} for teams?",
    "the {} looks good to me.",
    "I cannot find the {} in my account.",
    "let me know if the {} needs anything else.",
    "the {} arrived this morning.",
    "how do I change the {}?",
    "we would like to add two people to the {}.",
    "please cancel the {} at the end of the month.",
    "the {} page does not load on my phone.",
    "who is looking after the {} this week?",
    "I have attached the {} for your review.",
    "the {} is confirmed for next Monday.",
    "can we talk about the {} tomorrow?",
    "your {} has been updated.",
    "thanks for sorting out the {} so quickly.",
];

const NOTES: [&str; 12] = [
    "Prefers to be called in the afternoon.",
    "Asked for a copy of the {}.",
    "Waiting for an answer about the {}.",
    "Interested in the {}, follow up next week.",
    "Long-time customer, handle with care.",
    "Wants the {} in two languages.",
    "Call back once the {} is settled.",
    "Met at the spring conference.",
    "The {} was agreed by phone.",
    "Needs the {} before Friday.",
    "Sent the {} by mail.",
    "No further questions about the {}.",
];

/// What titles end with, after a word and a topic.
const TITLES: [&str; 8] =
    ["", " plan", " review", " checklist", " notes", " update", " overview", " request"];

const COLORS: [&str; 8] = ["amber", "blue", "coral", "green", "indigo", "teal", "violet", "white"];
const STATES: [&str; 5] = ["active", "closed", "open", "pending", "ready"];
const ROLES: [&str; 5] = ["admin", "editor", "member", "owner", "viewer"];
const JOBS: [&str; 6] = [
    "Account Manager",
    "Designer",
    "Office Manager",
    "Product Manager",
    "Sales Lead",
    "Software Engineer",
];

pub(crate) fn message(faker: &mut Faker<'_>) -> String {
    let sentence = about(faker, &SENTENCES);
    if faker.below(2) == 0 {
        return capital(sentence);
    }
    match faker.pick(&OPENINGS) {
        opening if opening.ends_with('!') => format!("{opening} {}", capital(sentence)),
        opening => format!("{opening} {sentence}"),
    }
}

pub(crate) fn title(faker: &mut Faker<'_>) -> String {
    let (end, word) = (faker.pick(&TITLES), faker.pick(&WORDS));
    capital([word, " ", faker.pick(&TOPICS), end].concat())
}

pub(crate) fn note(faker: &mut Faker<'_>) -> String {
    about(faker, &NOTES)
}

pub(crate) fn paragraph(faker: &mut Faker<'_>) -> String {
    let sentences = 2 + faker.below(2);
    let sentences = (0..sentences).map(|_| capital(about(faker, &SENTENCES)));
    sentences.collect::<Vec<_>>().join(" ")
}

pub(crate) fn word(faker: &mut Faker<'_>) -> String {
    let table: &[&str] = if faker.below(2) == 0 { &WORDS } else { &TOPICS };
    faker.pick(table).to_owned()
}

pub(crate) fn topic(faker: &mut Faker<'_>) -> String {
    faker.pick(&TOPICS).to_owned()
}

pub(crate) fn color(faker: &mut Faker<'_>) -> String {
    faker.pick(&COLORS).to_owned()
}

pub(crate) fn state(faker: &mut Faker<'_>) -> String {
    faker.pick(&STATES).to_owned()
}

pub(crate) fn role(faker: &mut Faker<'_>) -> String {
    faker.pick(&ROLES).to_owned()
}

pub(crate) fn job(faker: &mut Faker<'_>) -> String {
    faker.pick(&JOBS).to_owned()
}

fn about(faker: &mut Faker<'_>, sentences: &[&str]) -> String {
    let (sentence, topic) = (faker.pick(sentences), faker.pick(&TOPICS));
    match sentence.split_once("{}") {
        Some((before, after)) => [before, topic, after].concat(),
        None => sentence.to_owned(),
    }
}

/// Begins a text with a capital, if it begins with a letter of ASCII, as all do here.
fn capital(mut text: String) -> String {
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}
