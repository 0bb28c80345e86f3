//! The files that references lead to: read from where it is allowed, and from nowhere else.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use counterpart_spec::{Loader, Unread};

/// Larger files are no part of a document; the largest known is 13 MB.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// How long one file may take to come over the network.
const FETCH_TIME: Duration = Duration::from_secs(30);

/// Reads files below the document's folder and below others that are allowed, and URLs where that is allowed.
pub(crate) struct Files {
    /// The allowed folders without `.` and `..`, the document's first; each as it is named and as it is.
    folders: Vec<PathBuf>,
    network: bool,
}

impl Files {
    /// Allows the folder of a document, others, and the network.
    pub(crate) fn of(document: &Path, others: &[PathBuf], network: bool) -> Self {
        let own = document.parent().filter(|own| *own != Path::new(""));
        let own = own.unwrap_or(Path::new(".")).to_owned();
        let named = [own].into_iter().chain(others.iter().cloned()).map(|path| absolute(&path));
        // The root of the file system is a folder of everything, which nobody means.
        let allowed = named.filter(|path| path.parent().is_some()).flat_map(|path| {
            let real = path.canonicalize().ok();
            std::iter::once(path).chain(real)
        });
        Self { folders: allowed.collect(), network }
    }

    fn allows(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
    }

    /// Tells whether a path shares no folder with the document but the root of the file system.
    fn is_far(&self, path: &Path) -> bool {
        let top = |path: &Path| path.components().nth(1).map(|part| part.as_os_str().to_owned());
        self.folders.first().is_none_or(|own| top(own) != top(path))
    }
}

impl Loader for Files {
    fn read(&self, location: &str) -> Result<Vec<u8>, Unread> {
        let path = match location.split_once("://") {
            Some(("file", path)) => path,
            Some(("http" | "https", _)) if self.network => return fetch(location),
            Some(_) => return Err(Unread::Remote),
            None => location,
        };
        let path = absolute(Path::new(path));
        if !self.allows(&path) {
            return Err(if self.is_far(&path) { Unread::Hostile } else { Unread::Outside });
        }
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => Unread::Missing,
            _ => Unread::Failed(error.to_string()),
        };
        // A link within the folder may lead out of it.
        let path = path.canonicalize().map_err(failed)?;
        if !self.allows(&path) {
            return Err(Unread::Outside);
        }
        let about = std::fs::metadata(&path).map_err(failed)?;
        if !about.is_file() {
            return Err(Unread::Failed("it is no file".to_owned()));
        }
        if about.len() > MAX_BYTES {
            return Err(Unread::Failed(format!("it is larger than {MAX_BYTES} bytes")));
        }
        std::fs::read(&path).map_err(failed)
    }
}

/// Fetches a URL; redirects are followed, credentials are not sent.
///
/// # Errors
/// There is no such document, or it cannot be had, for the reason that is given.
pub(crate) fn fetch(url: &str) -> Result<Vec<u8>, Unread> {
    let settings = ureq::Agent::config_builder().timeout_global(Some(FETCH_TIME));
    let agent = settings.build().new_agent();
    let mut response = agent.get(url).call().map_err(|error| match error {
        ureq::Error::StatusCode(404 | 410) => Unread::Missing,
        error => Unread::Failed(error.to_string()),
    })?;
    let body = response.body_mut().with_config().limit(MAX_BYTES).read_to_vec();
    body.map_err(|error| Unread::Failed(error.to_string()))
}

/// Makes a path absolute, and takes `.` and `..` out of it without asking the file system.
fn absolute(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn files_stay_in_their_folder() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let files = Files::of(&here.join("src/api.yaml"), &[], false);
        let wider = Files::of(&here.join("src/api.yaml"), &[here.to_owned()], false);
        let name = |relative: &str| here.join("src").join(relative).display().to_string();
        for (location, expected) in [
            (name("jail.rs"), Ok(())),
            (name("./nothing/../jail.rs"), Ok(())),
            (name("none.rs"), Err(Unread::Missing)),
            (name("../Cargo.toml"), Err(Unread::Outside)),
            (format!("file://{}", name("jail.rs")), Ok(())),
            ("file:///etc/passwd".to_owned(), Err(Unread::Hostile)),
            ("https://example.com/x".to_owned(), Err(Unread::Remote)),
        ] {
            assert_eq!(files.read(&location).map(drop), expected, "{location}");
        }
        assert_eq!(wider.read(&name("../Cargo.toml")).map(drop), Ok(()));
        for document in ["api.yaml", "./api.yaml", "-", "/api.yaml"] {
            let files = Files::of(Path::new(document), &[], false);
            assert_eq!(files.read("/etc/passwd"), Err(Unread::Hostile), "{document}");
        }
        // Tests run in the folder of their crate.
        let here = Files::of(Path::new("api.yaml"), &[], false);
        assert_eq!(here.read("src/jail.rs").map(drop), Ok(()));
    }

    #[test]
    fn the_network_is_asked_where_that_is_allowed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            for answer in
                ["200 OK\r\nContent-Length: 5\r\n\r\na: 1\n", "404 No\r\nContent-Length: 0\r\n\r\n"]
            {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 4096]).unwrap();
                stream.write_all(format!("HTTP/1.1 {answer}").as_bytes()).unwrap();
            }
        });
        let files = Files::of(Path::new("api.yaml"), &[], true);
        assert_eq!(files.read(&format!("{url}/a.yaml")), Ok(b"a: 1\n".to_vec()));
        assert_eq!(files.read(&format!("{url}/b.yaml")), Err(Unread::Missing));
        assert_eq!(files.read("ftp://127.0.0.1/a"), Err(Unread::Remote));
        server.join().unwrap();
    }
}
