//! Lists longer than a page are whole on the command line.

use quarterday_tests::{COUNCIL, Folder};

/// More than the largest page has.
const ENTRIES: usize = 620;

#[test]
fn lists_longer_than_a_page_are_whole() {
    let folder = Folder::with_plan();
    let (mut plans, mut people) = (
        String::from("plan,title,year\n"),
        String::from("email,post\n"),
    );
    let mut items = String::from("plan,ref,kind,title,due\n");
    for number in 0..ENTRIES {
        plans.push_str(&format!("p{number:03},Plan {number},2021-22\n"));
        people.push_str(&format!("p{number:03}@mytown.example,Post {number}\n"));
        items.push_str(&format!("p000,I{number},action,Item {number},2022-03-31\n"));
    }
    let files = [
        ("plans.csv", plans),
        ("people.csv", people),
        ("items.csv", items),
    ];
    let files = files.map(|(name, text)| folder.file(name, text.as_bytes()));
    let files = files.iter().map(String::as_str);
    let import = ["import"].into_iter().chain(files);
    folder.run(import.chain(["--council", COUNCIL])).done();
    let cases: [(&[&str], &str, usize); 4] = [
        (&["plan", "list"], "plans", 1),
        (&["people", "list"], "people", 0),
        (&["item", "list", "--plan", "p000"], "items", 0),
        (&["quarter", "list"], "quarters", 0),
    ];
    for (command, name, more) in cases {
        let of = ["--council", COUNCIL, "--format", "json"];
        let whole = folder.run(command.iter().copied().chain(of)).done().json();
        let listed = whole[name].as_array().unwrap();
        let expected = if name == "quarters" {
            0
        } else {
            ENTRIES + more
        };
        assert_eq!(listed.len(), expected, "{command:?}");
        // It is the whole list, so there is nothing to go on with.
        assert!(whole.get("next").is_none(), "{command:?}");
    }
}
