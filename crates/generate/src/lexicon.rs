//! What the names of properties say about their values.
//!
//! Owns the tables from names to data; a name is looked up as a whole, then by its last word.
//! Knows nothing of constraints: what it proposes is checked by whoever asks.

use std::ops::RangeInclusive;

use crate::faker::{Maker, internet, person, place, text, token};

/// What the name of a text says about it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Named {
    /// This makes it.
    Makes(Maker),
    /// It is what the thing around it is called, see [`called`].
    AsParent,
}

/// Finds what makes the text of a property.
pub(crate) fn named(words: &[String]) -> Option<Named> {
    let last = words.last()?;
    if last == "name" {
        let about = words.len().checked_sub(2).map(|before| called(&words[before..=before]));
        let maker = whole(&words.concat()).or(about);
        return Some(maker.map_or(Named::AsParent, Named::Makes));
    }
    whole(&words.concat()).or_else(|| whole(last)).map(Named::Makes)
}

fn whole(name: &str) -> Option<Maker> {
    Some(match name {
        "firstname" | "forename" | "givenname" => person::first,
        "familyname" | "lastname" | "surname" => person::last,
        "author" | "assignee" | "displayname" | "fullname" | "owner" | "realname" | "sender" => {
            person::full
        }
        "handle" | "login" | "loginname" | "nick" | "nickname" | "screenname" | "username" => {
            person::username
        }
        "email" | "emailaddress" | "mail" => person::email,
        "cell" | "fax" | "mobile" | "phone" | "phonenumber" | "tel" | "telephone" => person::phone,
        "ip" | "ipaddress" | "ipv4" => internet::ip,
        "ipv6" => internet::ipv6,
        "domain" | "domainname" | "host" | "hostname" => internet::host,
        "href" | "link" | "referer" | "referrer" | "site" | "uri" | "url" | "website"
        | "webhook" => internet::url,
        "avatar" | "avatarurl" | "image" | "imageurl" | "logo" | "logourl" | "photo"
        | "photourl" | "picture" | "thumbnail" | "thumbnailurl" => internet::image,
        "page" | "pathname" | "path" => internet::path,
        "agent" | "useragent" => internet::agent,
        "browser" | "browsername" => internet::browser,
        "os" | "osname" | "platform" => internet::system,
        "contenttype" | "mediatype" | "mime" | "mimetype" => internet::media_type,
        "attachment" | "file" | "filename" => internet::file,
        "brand" | "company" | "companyname" | "employer" | "organisation" | "organization"
        | "vendor" => place::company,
        "city" | "location" | "town" => place::city,
        "country" | "countryname" | "nationality" => place::country,
        "countrycode" => place::country_code,
        "currency" | "currencycode" => place::currency,
        "address" | "line1" | "street" | "streetaddress" => place::street,
        "postalcode" | "postcode" | "zip" | "zipcode" => place::postcode,
        "province" | "region" => place::region,
        "timezone" | "tz" => place::zone,
        "lang" | "language" | "languagecode" | "locale" => place::language,
        "answer" | "body" | "comment" | "content" | "lastmessage" | "message" | "question"
        | "reply" | "text" => text::message,
        "about" | "bio" | "details" | "excerpt" | "overview" => text::paragraph,
        "caption" | "description" | "memo" | "note" | "notes" | "reason" | "remark" | "summary" => {
            text::note
        }
        "headline" | "heading" | "label" | "subject" | "subtitle" | "title" | "topic" => {
            text::title
        }
        "category" | "keyword" | "tag" => text::topic,
        "color" | "colour" => text::color,
        "state" | "status" => text::state,
        "role" => text::role,
        "job" | "jobtitle" | "occupation" | "position" | "profession" => text::job,
        "apikey" | "checksum" | "digest" | "etag" | "hash" | "key" | "md5" | "nonce" | "secret"
        | "session" | "sessionid" | "sha" | "signature" | "token" => token::hex,
        "code" | "shortcode" => token::short,
        "guid" | "uuid" => token::uuid,
        "id" => token::number,
        "slug" => token::slug,
        "build" | "release" | "version" => token::version,
        _ => return None,
    })
}

/// Says how things are called, by what they are.
pub(crate) fn called(words: &[String]) -> Maker {
    let is = |kinds: &[&str]| words.iter().any(|word| kinds.contains(&word.as_str()));
    if is(&[
        "admin",
        "agent",
        "author",
        "client",
        "contact",
        "customer",
        "employee",
        "guest",
        "lead",
        "manager",
        "member",
        "operator",
        "owner",
        "participant",
        "patient",
        "people",
        "person",
        "recipient",
        "sender",
        "student",
        "subscriber",
        "user",
        "visitor",
    ]) {
        person::full
    } else if is(&[
        "account",
        "business",
        "company",
        "organisation",
        "organization",
        "org",
        "tenant",
        "vendor",
    ]) {
        place::company
    } else if is(&["attachment", "document", "file", "upload"]) {
        internet::file
    } else if is(&["city", "place", "town"]) {
        place::city
    } else if is(&["country"]) {
        place::country
    } else if is(&["category", "keyword", "label", "tag", "topic"]) {
        text::topic
    } else {
        text::title
    }
}

/// Finds what makes the text of a format; dates are the timeline's.
pub(crate) fn format(format: &str) -> Option<Maker> {
    Some(match format {
        "email" | "idn-email" => person::email,
        "hostname" | "idn-hostname" => internet::host,
        "ipv4" => internet::ip,
        "ipv6" => internet::ipv6,
        "iri" | "uri" | "url" => internet::url,
        "iri-reference" | "uri-reference" => internet::path,
        "uuid" => token::uuid,
        "byte" => token::base64,
        "password" => token::short,
        "phone" => person::phone,
        "color" => token::color,
        "json-pointer" => |faker| format!("/{}", text::topic(faker)),
        "relative-json-pointer" => |faker| format!("1/{}", text::topic(faker)),
        "uri-template" => |faker| format!("/{}/{{id}}", text::topic(faker)),
        "regex" => |faker| format!("^{}$", text::topic(faker)),
        "duration" => |faker| format!("PT{}M", 5 + faker.below(55)),
        "time" => |faker| {
            let (hour, minute, second) = (faker.below(24), faker.below(60), faker.below(60));
            format!("{hour:02}:{minute:02}:{second:02}Z")
        },
        _ => return None,
    })
}

/// Says in what range the number of a property usually lies.
pub(crate) fn range(words: &[String]) -> Option<RangeInclusive<i64>> {
    let last = words.last()?.as_str();
    let first = words.first()?.as_str();
    Some(match last {
        "id" => 1_000..=99_999,
        "count" | "counter" | "number" | "quantity" | "qty" | "replies" | "views" | "visits" => {
            0..=40
        }
        "age" => 18..=80,
        "year" => 2015..=2026,
        "month" => 1..=12,
        "day" => 1..=28,
        "hour" => 0..=23,
        "minute" | "second" => 0..=59,
        "pages" => 1..=20,
        "limit" | "size" if words.len() == 1 || first == "page" => 10..=50,
        "bytes" | "size" => 1_000..=2_000_000,
        "percent" | "percentage" | "progress" | "score" => 0..=100,
        "page" | "rating" | "stars" => 1..=5,
        "priority" | "rank" | "position" | "index" | "order" | "level" => 1..=10,
        "amount" | "balance" | "cost" | "price" | "subtotal" | "sum" => 5..=500,
        "duration" | "seconds" | "timeout" | "ttl" => 10..=3_600,
        "height" | "width" => 100..=1_920,
        "lat" | "latitude" => -60..=70,
        "lng" | "lon" | "longitude" => -170..=170,
        "port" => 1_024..=49_151,
        _ if matches!(first, "total" | "num" | "count" | "unread") => 0..=40,
        _ => return None,
    })
}

/// Tells whether the numbers of a property usually have decimal places.
pub(crate) fn is_fractional(words: &[String]) -> bool {
    words.last().is_some_and(|word| {
        matches!(
            word.as_str(),
            "amount"
                | "balance"
                | "cost"
                | "lat"
                | "latitude"
                | "lng"
                | "lon"
                | "longitude"
                | "price"
                | "rating"
                | "score"
                | "subtotal"
                | "sum"
        )
    })
}

/// Says how likely a flag is set.
pub(crate) fn likelihood(words: &[String]) -> f64 {
    let telling = words.iter().find_map(|word| match word.as_str() {
        "active" | "available" | "enabled" | "ok" | "public" | "subscribed" | "success"
        | "valid" | "verified" | "visible" => Some(0.9),
        "archived" | "banned" | "blocked" | "closed" | "deleted" | "disabled" | "error"
        | "expired" | "failed" | "hidden" | "locked" | "muted" | "spam" | "suspended" => Some(0.1),
        _ => None,
    });
    telling.unwrap_or(0.5)
}
