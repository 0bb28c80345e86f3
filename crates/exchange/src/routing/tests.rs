//! Templates as real documents have them, and where requests lead among them.

use std::fmt::Write;

use super::*;

/// Makes the router of paths, all with `GET` unless they say otherwise.
fn router(paths: &[&str]) -> (Router, Vec<usize>) {
    let mut text = "openapi: 3.1.0\npaths:\n".to_owned();
    for path in paths {
        let named = path.split_once(' ').filter(|(method, _)| !method.contains('/'));
        let (method, path) = named.unwrap_or(("get", path));
        let _ = writeln!(text, "  {}: {{{method}: {{}}}}", serde_json::json!(path));
    }
    let loaded = counterpart_spec::load("t.yaml", text.into()).unwrap();
    let (router, refused) = Router::new(&loaded.spec);
    (router, refused.into_iter().map(|(index, _)| index).collect())
}

/// Shows a route as its number and its parameters.
fn shown(route: &Route<'_>) -> String {
    match route {
        Route::Operation { index, path } => {
            let pairs = path.iter().map(|(name, value)| format!(" {name}={value}"));
            format!("{index}{}", pairs.collect::<String>())
        }
        Route::MethodNotAllowed(methods) => format!("not {}", methods.join(" ")),
        Route::Unknown => "unknown".to_owned(),
    }
}

#[track_caller]
fn check(paths: &[&str], requests: &[(&str, &str)]) {
    let (router, refused) = router(paths);
    assert_eq!(refused, [0; 0], "{paths:?}");
    for (request, expected) in requests {
        let (method, target) = request.split_once(' ').unwrap_or(("GET", request));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let route = router.find(&method.parse().unwrap(), path, query);
        assert_eq!(shown(&route), *expected, "{request} in {paths:?}");
    }
}

#[test]
fn methods_share_a_path_whatever_its_parameters_are_called() {
    let paths = ["/a/{x}", "put /b/{y}", "/b/{x}", "/a/new", "/a/{x}/b/{z}"];
    check(
        &paths,
        &[
            ("/a/1", "0 x=1"),
            ("PUT /b/1", "1 y=1"),
            ("/b/1", "2 x=1"),
            ("/a/new", "3"),
            ("HEAD /a/1", "0 x=1"),
            ("/a/b%2Fc/b/%20", "4 x=b%2Fc z=%20"),
            ("/a/new/b/1", "4 x=new z=1"),
            ("DELETE /b/1", "not PUT GET"),
            ("/a/", "unknown"),
            ("/a", "unknown"),
            ("/c", "unknown"),
        ],
    );
}

#[test]
fn segments_hold_several_parameters() {
    let paths = [
        "/f/{id}",
        "/f/{id}.json",
        "/f/{a}.{b}",
        "/f/{from}..{to}",
        "/f/{a}-{b}.zip",
        "/f/v{n}/x",
        "/f({id})/g({x},{y})",
        "/f/{id}:cancel",
        "/Users('{id}')",
        "/{a}{b}/run",
    ];
    check(
        &paths,
        &[
            ("/f/1", "0 id=1"),
            ("/f/1.json", "1 id=1"),
            ("/f/1.xml", "2 a=1 b=xml"),
            ("/f/a.b.json", "1 id=a.b"),
            ("/f/main..dev", "3 from=main to=dev"),
            ("/f/a-b-c.zip", "4 a=a b=b-c"),
            ("/f/v12/x", "5 n=12"),
            ("/f(1)/g(2,3)", "6 id=1 x=2 y=3"),
            ("/f%281%29/g(2%2C3)", "6 id=1 x=2 y=3"),
            ("/f/7:cancel", "7 id=7"),
            ("/Users('7')", "8 id=7"),
            ("/Users(%277%27)", "8 id=7"),
            ("/xyz/run", "9 a=x b=yz"),
            ("/f/.json", "0 id=.json"),
        ],
    );
}

#[test]
fn parameters_may_take_several_segments() {
    check(
        &["/f/{path+}", "/f/a/{x}", "/g/{path*}/end", "/h/{+a}", "/{rest:.*}"],
        &[
            ("/f/b/c/d", "0 path=b/c/d"),
            ("/f/a/c", "1 x=c"),
            ("/f/a/c/d", "0 path=a/c/d"),
            ("/g/a/b/end/end", "2 path=a/b/end"),
            ("/g/end", "4 rest=g/end"),
            ("/h/a/b", "3 a=a/b"),
            ("/f", "4 rest=f"),
            ("/", "unknown"),
        ],
    );
}

#[test]
fn queries_belong_to_templates() {
    check(
        &["/f", "/f?op=A", "/f?op=B&x={x}", "/f?flag", "post /g#refresh"],
        &[
            ("/f", "0"),
            ("/f?y=1", "0"),
            ("/f?z=1&op=A", "1"),
            ("/f?op=B&x=a%20b", "2 x=a%20b"),
            ("/f?op=B", "0"),
            ("/f?flag", "3"),
            ("POST /g", "4"),
        ],
    );
}

#[test]
fn texts_are_compared_once_decoded() {
    check(
        &["/f/a b", "/f/%7Bnot%7D", "f/no-slash", "/f//g", "/f/", "/F/a", "/", "/f/*", "/f/{"],
        &[
            ("/f/a%20b", "0"),
            ("/f/%7bnot%7D", "1"),
            ("/f/{not}", "1"),
            ("/f/no-slash", "2"),
            ("/f/n%6F-slash", "2"),
            ("/f//g", "3"),
            ("/f/", "4"),
            ("/F/a", "5"),
            ("/", "6"),
            ("/f/%2A", "7"),
            ("/f/{", "8"),
            ("/f/x", "unknown"),
        ],
    );
}

#[test]
fn what_no_request_can_reach_is_returned() {
    assert_eq!(router(&["/a/{x}", "/a/{y}", "/b?x=1", "/b?x=1#f"]).1, [1, 3]);
    assert_eq!(router(&["/a", &"/a".repeat(MAX_PIECES)]).1, [1]);
}

#[test]
fn no_path_takes_long() {
    let paths: Vec<_> = (0..2000).map(|n| format!("/{{a}}-{{b}}-{{c}}x{n}/{{d}}-{{e}}")).collect();
    let (router, _) = router(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    let path = format!("/{}", "-".repeat(20_000));
    assert_eq!(router.find(&Method::GET, &path, ""), Route::Unknown);
}
