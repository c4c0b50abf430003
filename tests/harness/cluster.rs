//! Several nodes with NATS between them, all on loopback.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

use crate::link::Link;
use crate::nats::{Nats, linked_servers, nats_servers};
use crate::server::{Server, Starting};
use crate::wait::until;

/// How long a node may take to say whether it is ready.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// Several nodes with NATS between them. All of it ends with the test.
pub struct Cluster {
    /// The NATS servers: one, or three that keep three copies.
    pub servers: Vec<Nats>,
    /// The nodes that run; `None` where one was killed.
    pub nodes: Vec<Option<Server>>,
    /// The links from each node to each server, where there are such.
    pub to_servers: Vec<Vec<Link>>,
    /// The links from each server to each other (none to itself), likewise.
    pub between: Vec<Vec<Option<Link>>>,
    room: tempfile::TempDir,
    /// The addresses that each node is given.
    urls: Vec<Vec<String>>,
}

/// The names of the nodes, in order.
pub const NODES: [&str; 3] = ["a", "b", "c"];

impl Cluster {
    /// Three nodes on so many servers, one or three.
    ///
    /// # Panics
    /// When a server or a node does not start.
    pub fn start(servers: usize) -> Self {
        let servers = nats_servers(servers);
        let all: Vec<_> = servers.iter().map(Nats::url).collect();
        Self::with(servers, vec![all; NODES.len()])
    }

    /// Three nodes on three servers, with a [`Link`] from each node to each
    /// server and from each server to each other, and no way around them.
    ///
    /// # Panics
    /// When a server or a node does not start.
    pub fn linked() -> Self {
        let (servers, between) = linked_servers(NODES.len());
        let link = |_: &str| -> Vec<Link> {
            let ports = servers.iter().map(Nats::port);
            ports.map(Link::to).collect()
        };
        let to_servers: Vec<_> = NODES.iter().map(|node| link(node)).collect();
        let url = |link: &Link| format!("nats://127.0.0.1:{}", link.port());
        let urls = to_servers.iter();
        let urls = urls.map(|links| links.iter().map(url).collect()).collect();
        let mut cluster = Self::with(servers, urls);
        cluster.to_servers = to_servers;
        cluster.between = between;
        cluster
    }

    fn with(servers: Vec<Nats>, urls: Vec<Vec<String>>) -> Self {
        let room = tempfile::Builder::new()
            .prefix("quarterday-cluster-")
            .tempdir();
        let room = room.expect("there is room for temporary files");
        let mut cluster = Self {
            servers,
            nodes: Vec::new(),
            to_servers: Vec::new(),
            between: Vec::new(),
            room,
            urls,
        };
        for number in 0..NODES.len() {
            cluster.nodes.push(None);
            cluster.configure(number);
        }
        let starting: Vec<_> = (0..NODES.len()).map(|node| cluster.begin(node)).collect();
        for (node, starting) in starting.into_iter().enumerate() {
            cluster.nodes[node] = Some(served(node, starting));
        }
        cluster
    }

    /// The data folder of a node.
    pub fn data(&self, node: usize) -> PathBuf {
        self.room.path().join(NODES[node])
    }

    /// The configuration file of a node.
    pub fn config(&self, node: usize) -> PathBuf {
        self.room.path().join(format!("{}.toml", NODES[node]))
    }

    /// Room for files of the test.
    pub fn room(&self) -> &Path {
        self.room.path()
    }

    fn configure(&self, node: usize) {
        let quoted = |texts: &[String]| {
            let quoted: Vec<_> = texts.iter().map(|text| format!("'{text}'")).collect();
            quoted.join(", ")
        };
        let text = format!(
            "keys = '{}'\n[log]\nfilter = 'info,async_nats=warn'\n[bus.nats]\nservers = [{}]\n\
             node = '{}'\nledgers = [{}]\nreplicas = {}\ncreate_streams = true\n",
            self.room.path().join("keys").display(),
            quoted(&self.urls[node]),
            NODES[node],
            quoted(&NODES.map(str::to_owned)),
            self.servers.len(),
        );
        std::fs::write(self.config(node), text).expect("a configuration can be written");
    }

    /// Starts a node and does not wait for it.
    pub fn begin(&self, node: usize) -> Starting {
        let config = self.config(node);
        let config = config.to_str().expect("temporary files have plain names");
        Starting::begin_with(&self.data(node), &["--config", config])
    }

    /// Starts a node that does not run.
    ///
    /// # Panics
    /// When it ends instead of serving.
    pub fn run(&mut self, node: usize) {
        assert!(self.nodes[node].is_none(), "the node runs already");
        self.nodes[node] = Some(served(node, self.begin(node)));
    }

    /// Kills a node (`SIGKILL`); what it had said.
    ///
    /// # Panics
    /// When it does not run.
    pub fn kill(&mut self, node: usize) -> String {
        let server = self.nodes[node].take().expect("the node runs");
        server.kill()
    }

    /// Address of a node that runs.
    ///
    /// # Panics
    /// When it does not run.
    pub fn base(&self, node: usize) -> &str {
        self.nodes[node].as_ref().expect("the node runs").base()
    }

    /// The last place of a council that a node shows; 0 if it does not answer.
    pub fn place(&self, node: usize, council: &str) -> u64 {
        let answer = self.nodes[node]
            .as_ref()
            .and_then(|server| readiness(server.base()));
        let councils = answer
            .as_ref()
            .and_then(|answer| answer["councils"].as_array());
        let found = councils
            .into_iter()
            .flatten()
            .find(|known| known["id"] == council);
        found.and_then(|known| known["place"].as_u64()).unwrap_or(0)
    }

    /// The node that writes for a council, as a node has heard.
    pub fn writer(&self, node: usize, council: &str) -> Option<usize> {
        let answer = readiness(self.base(node))?;
        let councils = answer["councils"].as_array()?;
        let known = councils.iter().find(|known| known["id"] == council)?;
        let writer = known["writer"].as_str()?;
        NODES.iter().position(|name| *name == writer)
    }

    /// Waits until a node says that it is ready.
    pub fn ready(&self, node: usize) {
        let base = self.base(node).to_owned();
        until("the node is ready", || is_ready(&base).then_some(()));
    }
}

fn served(node: usize, starting: Starting) -> Server {
    starting
        .serving()
        .unwrap_or_else(|ran| panic!("node {} did not serve: {ran:#?}", NODES[node]))
}

/// Whether a service answers that it is ready.
pub fn is_ready(base: &str) -> bool {
    readiness(base).is_some_and(|answer| answer["ready"] == true)
}

/// What a service answers to the question whether it is ready.
pub fn readiness(base: &str) -> Option<Value> {
    let address = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(ANSWER_WITHIN)).ok()?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (_, body) = answer.split_once("\r\n\r\n")?;
    serde_json::from_str(body).ok()
}
