//! Property names, taken apart: `createdAt`, `created_at` and `created-at` are the same words.

/// Splits a name into its words, in lower case.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::<String>::new();
    let mut previous = ' ';
    for letter in name.chars() {
        let continues = letter.is_alphanumeric()
            && previous.is_alphanumeric()
            && !(letter.is_uppercase() && previous.is_lowercase());
        if letter.is_alphanumeric() {
            if !continues {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        previous = letter;
    }
    words
}

/// Gives the name of one element of what a name stands for.
pub fn singular(name: &str) -> String {
    let cut = |ending: &str| name.strip_suffix(ending).filter(|rest| rest.len() > 1);
    if let Some(stem) = cut("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches"] {
        if cut(ending).is_some() {
            return name[..name.len() - 2].to_owned();
        }
    }
    if matches!(name, "people" | "children") {
        return if name == "people" { "person" } else { "child" }.to_owned();
    }
    match cut("List").or_else(|| cut("_list")) {
        Some(stem) => stem.to_owned(),
        None => cut("s")
            .filter(|_| !["ss", "us", "is"].iter().any(|end| name.ends_with(end)))
            .unwrap_or(name)
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        for (name, expected) in [
            ("createdAt", "created at"),
            ("created_at", "created at"),
            ("X-Request-ID", "x request id"),
            ("userID", "user id"),
            ("name", "name"),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }

    #[test]
    fn plurals_name_one() {
        for (name, expected) in [
            ("tags", "tag"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("address", "address"),
            ("status", "status"),
            ("people", "person"),
            ("userList", "user"),
            ("s", "s"),
        ] {
            assert_eq!(singular(name), expected);
        }
    }
}
