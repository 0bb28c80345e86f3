//! Where files are: paths and URLs, as text (RFC 3986 §5.2, as far as files go).

/// Tells whether a location is on the network.
pub(crate) fn is_remote(location: &str) -> bool {
    scheme(location).is_some_and(|scheme| scheme != "file")
}

/// Resolves a reference, without its fragment, against the location of the file that it stands in.
pub(crate) fn resolve(base: &str, reference: &str) -> String {
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    let (root, path) = match base.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            if let Some(of_network) = reference.strip_prefix("//") {
                return format!("{scheme}://{of_network}");
            }
            (format!("{scheme}://{host}"), if path.is_empty() { "/" } else { path })
        }
        None => (String::new(), base),
    };
    let path = match reference.strip_prefix('/') {
        Some(_) => reference.to_owned(),
        None => format!("{}{reference}", &path[..path.rfind('/').map_or(0, |at| at + 1)]),
    };
    root + &normal(&path)
}

/// Names the scheme of a URL; a letter and a colon is a drive.
fn scheme(location: &str) -> Option<&str> {
    let (scheme, _) = location.split_once(':')?;
    let named = scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    named.then_some(scheme)
}

/// Takes `.` and `..` out of a path, but for the leading `..` of a relative one.
fn normal(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let is_absolute = path.starts_with('/');
    for segment in path.split('/') {
        match segment {
            "." | "" => {}
            ".." if kept.last().is_some_and(|last| *last != "..") => {
                kept.pop();
            }
            ".." if is_absolute => {}
            _ => kept.push(segment),
        }
    }
    format!("{}{}", if is_absolute { "/" } else { "" }, kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_resolve() {
        for (base, reference, expected) in [
            ("api.yaml", "pet.yaml", "pet.yaml"),
            ("spec/api.yaml", "./a/../pet.yaml", "spec/pet.yaml"),
            ("spec/api.yaml", "../common/e.json", "common/e.json"),
            ("api.yaml", "../../e.json", "../../e.json"),
            ("/d/api.yaml", "../../e.json", "/e.json"),
            ("api.yaml", "/etc/passwd", "/etc/passwd"),
            ("api.yaml", "file:///etc/passwd", "file:///etc/passwd"),
            ("https://a.example/v/api.yaml", "../e.json", "https://a.example/e.json"),
            ("https://a.example/v/api.yaml", "//b.example/e", "https://b.example/e"),
            ("https://a.example", "e.json", "https://a.example/e.json"),
        ] {
            let resolved = resolve(base, reference);
            assert_eq!(resolved, expected, "{base} {reference}");
        }
        for (location, remote) in [
            ("https://a.example/x", true),
            ("C:/x.yaml", false),
            ("file:///x", false),
            ("x", false),
        ] {
            assert_eq!(is_remote(location), remote, "{location}");
        }
    }
}
