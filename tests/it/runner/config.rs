//! `counterpart.toml`, as a user writes it.

use super::*;

#[test]
fn the_file_says_what_flags_say() {
    let (folder, mock) = (Folder::new("config"), broken());
    let notes = path(NOTES).display().to_string();
    let text = format!(
        "document = '{notes}'\n[test]\nno-replays = true\ncases = 3\n[targets.all]\nurl = '{}'\n[targets.some]\nurl = '${{SERVER}}'\nexclude = ['readPreference']\nreport = ['json=out.json']\n",
        mock.url
    );
    folder.write("counterpart.toml", &text);
    std::fs::create_dir(folder.path().join("below")).unwrap();
    let environment = [("SERVER", mock.url.as_str())];
    for (flags, code) in [
        (&["--target", "all"][..], 1),
        (&["--target", "some"], 0),
        (&["--target", "all", "--exclude", "/preference"], 0),
        (&["--target", "some", "--exclude", "listNotes"], 1),
    ] {
        // It is found from folders below, and its paths are its own.
        let arguments = [&["test"], flags].concat();
        let ended = Process::run_in(&folder.path().join("below"), &arguments, &environment);
        assert_eq!(ended.code, Some(code), "{flags:?}: {}{}", ended.output, ended.errors);
    }
    assert_eq!(folder.list("."), ["below", "counterpart.toml", "out.json"]);
    assert_eq!(folder.list("below"), [""; 0]);
    run(&folder, &["test", "--target", "none"]).ends(2).says("the targets are all, some");
    run(&folder, &["test", "--target", "some"]).ends(2).says("the environment has no `SERVER`");
}

#[test]
fn mistakes_in_it_are_told_with_their_place() {
    let folder = Folder::new("mistaken");
    folder.write("other.toml", "[test]\nseed = 1\n  worker = 2\n");
    let ran = run(&folder, &["test", NOTES, "--config", "other.toml"]).ends(2);
    assert_eq!(
        ran.errors,
        "error: other.toml:3:3: there is no key `worker` here\n  help: did you mean `workers`?\n"
    );
    run(&folder, &["test", NOTES, "--config", "none.toml"])
        .ends(2)
        .says("`none.toml` cannot be read");
}
