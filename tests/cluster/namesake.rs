//! Two nodes with one name.

use quarterday_tests::{COUNCIL, Folder, Nats, Server, is_ready, until};

use crate::refused::{config, ended};

/// The second ends and says why; the first goes on.
#[test]
fn a_second_node_of_one_name_ends() {
    let nats = Nats::start();
    let (folder, other) = (Folder::empty(), Folder::empty());
    let serve = |folder: &Folder| {
        let file = config(folder, &nats, "create_streams = true");
        Server::configured(folder.data(), std::path::Path::new(&file))
    };
    let serves = |folder: &Folder| serve(folder).unwrap_or_else(|ran| panic!("{ran:#?}"));
    let mut first = serves(&folder);
    folder.import_plan();
    let (code, said) = ended(serve(&other));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("QF0035 name_taken"), "{said}");
    assert!(said.contains("under the name `a`"), "{said}");
    assert!(!first.has_ended());
    // It still writes: nobody else took its place.
    folder.run(["checkpoint", "--council", COUNCIL]).done();
    assert!(is_ready(first.base()));
    // Once it is gone, its name is free for the other, also after a crash.
    first.kill();
    let second = serves(&other);
    until("the other node takes its place", || {
        is_ready(second.base()).then_some(())
    });
}
