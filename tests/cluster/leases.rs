//! The bucket by which nodes agree on who writes: it outlives a restart of NATS,
//! and where it is missing that is said, and mended by an operator.

use std::time::Instant;

use quarterday_tests::{COUNCIL, Folder, Nats, Server, is_ready, observation, readiness, until};

use crate::council::observe;
use crate::refused::{AT_ONCE, change_stream, config, create_stream};

/// A node that may not make anything on NATS, with a plan; and its configuration.
fn serving(folder: &Folder, nats: &Nats) -> (Server, String) {
    let config = config(folder, nats, "");
    create_stream(&config).done();
    let server = Server::configured(folder.data(), std::path::Path::new(&config));
    let server = server.unwrap_or_else(|ran| panic!("{ran:#?}"));
    until("the council is found", || {
        folder.log().is_dir().then_some(())
    });
    folder.import_plan();
    (server, config)
}

/// NATS is restarted, as with each upgrade or reboot: the council is written to
/// again, and no operator is needed for it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restart_of_nats_ends_no_writing() {
    let (folder, mut nats) = (Folder::empty(), Nats::start());
    let (server, _) = serving(&folder, &nats);
    for number in 1..=2 {
        nats.kill();
        nats.run();
        observe(folder.data(), &format!("o-{number}"), number).await;
    }
    until("the node is ready", || {
        is_ready(server.base()).then_some(())
    });
}

/// A bucket that somebody removed is told in words and by its code, at once, and
/// the node goes on by itself when an operator has made it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_that_is_missing_is_told_with_the_command_that_makes_it() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    let (server, config) = serving(&folder, &nats);
    // A node that never writes itself.
    let other = Folder::empty();
    let file = crate::refused::config(&other, &nats, "ledgers = ['a']");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("node = 'a'", "node = 'd'")).unwrap();
    let gateway = Server::configured(other.data(), std::path::Path::new(&file));
    let gateway = gateway.unwrap_or_else(|ran| panic!("{ran:#?}"));
    until("the other node shows the plan", || {
        let answer = readiness(gateway.base())?;
        let has_it = answer["councils"][0]["place"].as_u64()? > 0;
        (has_it && answer["ready"] == true).then_some(())
    });
    change_stream(&nats, "await js.delete_stream('KV_qd-leases')");
    let told = [
        "QF0080 leases_missing",
        "`qd-leases`",
        "quarterday nats create-stream --council mytown --config",
    ];
    until("the node says what is missing", || {
        let answer = readiness(server.base())?;
        let reasons = answer["reasons"].to_string();
        let is_told = told.iter().all(|words| reasons.contains(words));
        (answer["ready"] == false && is_told).then_some(())
    });
    until("the other node hears that nobody writes", || {
        let answer = readiness(gateway.base())?;
        let reasons = answer["reasons"].to_string();
        (answer["ready"] == false && reasons.contains("QF0038 no_writer")).then_some(())
    });
    let command = folder.file("command.json", observation(1).to_string().as_bytes());
    let began = Instant::now();
    let sent = folder.run(["send", &command, "--council", COUNCIL]);
    sent.refused(&told).refused(&["nothing was stored"]);
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());

    create_stream(&config).done();
    for node in [&server, &gateway] {
        until("the node is ready again", || {
            is_ready(node.base()).then_some(())
        });
    }
    observe(other.data(), "o-1", 1).await;
    let said = server.kill();
    let times = said.matches("no node can write").count();
    assert_eq!(times, 1, "{said}");
    assert!(said.contains("create-stream"), "{said}");
}

/// A bucket in memory, as earlier versions made it, is exchanged by the same
/// command for one that is kept in files.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_in_memory_is_exchanged_for_one_in_files() {
    let (folder, nats) = (Folder::empty(), Nats::start());
    change_stream(
        &nats,
        "await js.add_stream(name='KV_qd-leases', subjects=['$KV.qd-leases.>'], \
         storage='memory', max_age=4, max_msgs_per_subject=1, allow_direct=True, \
         deny_delete=True, allow_rollup_hdrs=True, discard='new')",
    );
    let (_server, config) = serving(&folder, &nats);
    observe(folder.data(), "o-1", 1).await;
    create_stream(&config).done();
    let kept = "assert (await js.stream_info('KV_qd-leases')).config.storage == 'file'";
    change_stream(&nats, kept);
    observe(folder.data(), "o-2", 2).await;
}
