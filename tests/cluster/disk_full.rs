//! The disk of one node is full, while the others go on.

use quarterday_tests::{COUNCIL, Folder, Http, observation, readiness, until};

use crate::council::{observe, same_everywhere, with_plan};
use crate::small_disk::on_small_disk;

/// Its process stays, reads on, says that it is not ready, and catches up once there
/// is room; nothing is lost.
#[test]
fn a_node_whose_disk_is_full_reads_on_and_catches_up() {
    on_small_disk(
        "disk_full::a_node_whose_disk_is_full_reads_on_and_catches_up",
        |disk| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let send = |data: std::path::PathBuf, number: u64| {
                let id = format!("o-{number}");
                runtime.block_on(async { observe(&data, &id, number).await })
            };
            let mut cluster = with_plan(1);
            // The second node's folder is taken to the small disk.
            cluster.kill(1);
            let data = disk.path().join("data");
            let copied = std::process::Command::new("cp")
                .arg("-a")
                .args([&cluster.data(1), &data])
                .status();
            assert!(copied.unwrap().success());
            std::fs::remove_dir_all(cluster.data(1)).unwrap();
            std::os::unix::fs::symlink(&data, cluster.data(1)).unwrap();
            cluster.run(1);
            cluster.ready(1);
            disk.fill(16 << 10);

            let mut last = 0;
            let mut number = 0;
            let base = cluster.base(1).to_owned();
            until("the node says that its disk is full", || {
                number += 1;
                last = send(cluster.data(0), number);
                let answer = readiness(&base)?;
                let reasons = answer["reasons"].to_string();
                (answer["ready"] == false && reasons.contains("QF0003 disk_full")).then_some(())
            });
            // The others go on; this one reads on and refuses.
            for _ in 0..5 {
                number += 1;
                last = send(cluster.data(2), number);
            }
            let folder = Folder::at(&cluster.data(1));
            let plans = folder.run(["plan", "list", "--council", COUNCIL]).done();
            assert!(plans.out.contains(quarterday_tests::PLAN), "{plans:?}");
            let http = Http::operator(&cluster.data(1));
            let path = format!("/api/v1/{COUNCIL}/commands");
            let command = observation(number + 1);
            let refused = runtime.block_on(http.post(&path, "refused", &command));
            refused.problem(507, "QF0003");
            assert!(!cluster.nodes[1].as_mut().unwrap().has_ended());

            disk.make_room();
            cluster.ready(1);
            same_everywhere(&cluster, last);
            number += 1;
            last = send(cluster.data(1), number);
            same_everywhere(&cluster, last);
        },
    );
}
