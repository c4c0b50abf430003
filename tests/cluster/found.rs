//! A council whose stream an operator made, and which was never begun: an
//! import sets it up.

use quarterday_tests::{COUNCIL, Folder, Nats, Server, sheets, until};

#[test]
fn an_import_sets_up_a_council_whose_stream_was_found() {
    let folder = Folder::empty();
    let nats = Nats::start();
    let config = folder.file(
        "quarterday.toml",
        format!("[bus.nats]\nservers = ['{}']\nnode = 'a'\n", nats.url()).as_bytes(),
    );
    let create = ["nats", "create-stream", "--council", COUNCIL];
    let create = create.into_iter().chain(["--config", &config]);
    quarterday_tests::run(create).done();
    let path = std::path::Path::new(&config);
    let server = Server::configured(folder.data(), path).unwrap();
    let place = || {
        let listed = ["council", "list", "--format", "json"];
        let listed = folder.run(listed).done().json();
        listed["councils"][0]["place"].as_u64()
    };
    until("the council was found", || place().map(drop));
    assert_eq!(place(), Some(0));
    let items = folder.file("items.csv", sheets().as_bytes());
    let import = || folder.run(["import", &items, "--council", COUNCIL]);
    let imported = import().done();
    let told = format!("Council `{COUNCIL}` had a log and nothing in it: it was set up as");
    assert!(imported.out.contains(&told), "{imported:#?}");
    assert_eq!(place(), Some(2));
    let again = import().done();
    assert!(again.out.contains("Nothing had to change"), "{again:#?}");
    assert_eq!(place(), Some(2));
    let (status, said) = server.stop();
    assert!(status.success(), "{said}");
}
