//! `deploy/nats/cluster.conf` makes three servers one cluster.

use std::process::{Child, Command, Stdio};

use quarterday_bus::jetstream::{Access, Credential, Settings};
use quarterday_tests::nats_server;

use crate::node::{Node, establish};
use crate::secured::configured;

struct Servers(Vec<Child>);

impl Drop for Servers {
    fn drop(&mut self) {
        for server in &mut self.0 {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_commit_is_stored_by_three_and_outlives_one() {
    let folder = tempfile::tempdir().unwrap();
    configured(folder.path());
    let file = folder.path().join("route.conf");
    let mut text = std::fs::read_to_string(&file).unwrap();
    let routes: Vec<u16> = (0..3).map(|_| free_port()).collect();
    for (number, port) in routes.iter().enumerate() {
        let name = format!("nats-{}:6222", number + 1);
        assert!(text.contains(&name));
        text = text.replace(&name, &format!("127.0.0.1:{port}"));
    }
    std::fs::write(&file, text).unwrap();
    let text = std::fs::read_to_string(folder.path().join("cluster.conf")).unwrap();
    let ports: Vec<u16> = (0..3).map(|_| free_port()).collect();
    let mut servers = Servers(Vec::new());
    for number in 0..3 {
        let own = folder.path().join(format!("{number}.conf"));
        let listen = format!("127.0.0.1:{}", routes[number]);
        std::fs::write(&own, text.replace("0.0.0.0:6222", &listen)).unwrap();
        let server = Command::new(nats_server())
            .env("NATS_SERVER_NAME", format!("nats-{}", number + 1))
            .args(["--addr", "127.0.0.1", "--http_port", "-1"])
            .args(["--port", &ports[number].to_string(), "--store_dir"])
            .arg(folder.path().join(format!("store-{number}")))
            .arg("--config")
            .arg(&own)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        servers.0.push(server.unwrap());
    }
    let access = |user: &str| {
        let password = folder.path().join(format!("{user}.password"));
        let password = std::fs::read_to_string(password).unwrap();
        Access {
            servers: ports
                .iter()
                .map(|port| format!("nats://127.0.0.1:{port}"))
                .collect(),
            name: user.to_owned(),
            credential: Credential::Password {
                user: user.to_owned(),
                password: password.trim().to_owned(),
            },
            ..Access::default()
        }
    };
    let settings = |node: &str, may_create| Settings {
        replicas: 3,
        may_create,
        is_found: false,
        ..Settings::alone(node.parse().unwrap())
    };
    let data = folder.path().join("operator");
    let operator = Node::open("rochdale", &access("operator"), settings("a", true), &data).await;
    operator.writes().await;
    operator.close().await;
    let data = folder.path().join("node");
    let node = Node::open("rochdale", &access("node"), settings("a", false), &data).await;
    node.writes().await;
    let mut lost = servers.0.remove(0);
    lost.kill().unwrap();
    lost.wait().unwrap();
    assert_eq!(node.accept(establish("set-up")).await.place, 1);
    node.close().await;
}
