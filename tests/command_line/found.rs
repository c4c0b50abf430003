//! A council whose log was made and never begun: an import sets it up.

use quarterday_ledger::{Ledger, Options};
use quarterday_tests::{COUNCIL, Folder, sheets};

#[test]
fn an_import_sets_up_a_council_that_was_found() {
    for format in ["table", "json"] {
        let folder = Folder::empty();
        std::fs::create_dir_all(folder.log()).unwrap();
        let (_, appender) = Ledger::open(&folder.log(), Options::default()).unwrap();
        appender.close().unwrap();
        let place = || {
            let listed = folder
                .run(["council", "list", "--format", "json"])
                .done()
                .json();
            listed["councils"][0]["place"].as_u64()
        };
        assert_eq!(place(), Some(0));
        let items = folder.file("items.csv", sheets().as_bytes());
        let import = ["import", &items];
        let of = ["--council", COUNCIL, "--format", format];
        // A trial says so and does nothing of the kind.
        let trial = [&import[..], &of, &["--dry-run"]].concat();
        let tried = folder.run(trial).done();
        assert!(tried.out.contains("would be set up"), "{tried:#?}");
        assert_eq!(place(), Some(0));
        let imported = folder.run([&import[..], &of].concat()).done();
        let told = format!("Council `{COUNCIL}` had a log and nothing in it: it was set up as");
        assert!(imported.out.contains(&told), "{imported:#?}");
        assert_eq!(place(), Some(2));
        // The second time there is nothing to set up, and nothing to change.
        let again = folder.run([&import[..], &of].concat()).done();
        assert!(!again.out.contains("set up"), "{again:#?}");
        assert_eq!(place(), Some(2));
    }
}
