//! A real nats-server, started and stopped by the test.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::link::Link;
use crate::wait::until;

/// A nats-server with JetStream on a port of its own. It ends with the test.
pub struct Nats {
    binary: PathBuf,
    store: PathBuf,
    port: u16,
    jetstream: bool,
    arguments: Vec<String>,
    process: Option<Child>,
    _room: Option<tempfile::TempDir>,
}

impl Nats {
    /// A server that keeps its streams in a folder of its own.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// The same with further arguments.
    ///
    /// # Panics
    /// When there is no server to start, or it does not answer.
    pub fn with(arguments: &[&str]) -> Self {
        Self::of(nats_server(), arguments)
    }

    /// A server that keeps no streams.
    ///
    /// # Panics
    /// As for [`Nats::with`].
    pub fn without_jetstream() -> Self {
        let mut nats = Self::with(&[]);
        nats.kill();
        nats.jetstream = false;
        nats.run();
        nats
    }

    /// Starts another in the place of one that was stopped, of a version that is
    /// too old, on an empty folder.
    ///
    /// # Panics
    /// As for [`Nats::run`].
    pub fn exchange_for_too_old(&mut self) {
        self.binary = too_old();
        self.store = self.store.with_file_name("too-old");
        self.run();
    }

    /// Starts the right one again where another was in its place.
    ///
    /// # Panics
    /// As for [`Nats::run`].
    pub fn exchange_back(&mut self) {
        self.kill();
        self.binary = nats_server();
        self.store = self.store.with_file_name("store");
        self.run();
    }

    /// A server of a version that is too old.
    ///
    /// # Panics
    /// As for [`Nats::with`].
    pub fn too_old() -> Self {
        Self::of(too_old(), &[])
    }

    fn of(binary: PathBuf, arguments: &[&str]) -> Self {
        let room = tempfile::Builder::new()
            .prefix("quarterday-nats-")
            .tempdir();
        let room = room.expect("there is room for temporary files");
        let mut nats = Self {
            binary,
            store: room.path().join("store"),
            port: free_ports(1)[0],
            jetstream: true,
            arguments: arguments.iter().map(|&text| text.to_owned()).collect(),
            process: None,
            _room: Some(room),
        };
        nats.run();
        nats
    }

    /// The address for clients.
    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// The port for clients.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether there is a process.
    pub fn is_running(&self) -> bool {
        self.process.is_some()
    }

    /// What it wrote about itself.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.store.with_extension("log")).unwrap_or_default()
    }

    /// The folder of its streams.
    pub fn store(&self) -> &Path {
        &self.store
    }

    /// Starts it, again after a stop, on the same port and folder.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn run(&mut self) {
        self.begin();
        let port = self.port;
        until("nats-server answers", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
    }

    /// The same without waiting until it answers.
    ///
    /// # Panics
    /// When it runs already or cannot be started.
    pub fn begin(&mut self) {
        assert!(self.process.is_none(), "the server runs already");
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.store.with_extension("log"))
            .expect("the log of the server can be written");
        let child = Command::new(&self.binary)
            .args(["--addr", "127.0.0.1", "--port", &self.port.to_string()])
            .args(self.jetstream.then_some("--jetstream"))
            .arg("--store_dir")
            .arg(&self.store)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        self.process = Some(child);
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.process.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// The number of its process.
    ///
    /// # Panics
    /// When it does not run.
    pub fn pid(&self) -> u32 {
        self.process.as_ref().expect("the server runs").id()
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.kill();
    }
}

fn too_old() -> PathBuf {
    let binary = crate::script(".venv/nats-server-2.9");
    assert!(binary.is_file(), "tests/run installs {}", binary.display());
    binary
}

/// One server, or so many as one cluster.
pub fn nats_servers(count: usize) -> Vec<Nats> {
    if count == 1 {
        return vec![Nats::start()];
    }
    let routes: Vec<_> = free_ports(count)
        .iter()
        .map(|port| format!("nats://127.0.0.1:{port}"))
        .collect();
    let all = routes.join(",");
    let server = |number: usize| {
        let name = format!("n{}", number + 1);
        let own = &routes[number];
        let of_cluster = ["--cluster_name", "qd", "--cluster", own, "--routes", &all];
        Nats::with(&[&["--server_name", &name][..], &of_cluster].concat())
    };
    (0..count).map(server).collect()
}

/// Servers as one cluster with a link from each to each other, none to itself,
/// and no way around them.
pub(crate) fn linked_servers(count: usize) -> (Vec<Nats>, Vec<Vec<Option<Link>>>) {
    let routes = free_ports(count);
    let address = |port: u16| format!("nats://127.0.0.1:{port}");
    let mut servers = Vec::new();
    let mut between = Vec::new();
    for (number, own) in routes.iter().enumerate() {
        let link = |(other, port): (usize, &u16)| (other != number).then(|| Link::to(*port));
        let links: Vec<_> = routes.iter().enumerate().map(link).collect();
        let ways = links.iter().flatten().map(Link::port).map(address);
        let ways = ways.collect::<Vec<_>>().join(",");
        let (name, own) = (format!("n{}", number + 1), address(*own));
        // What servers tell of their own addresses leads nowhere.
        let nowhere = format!("127.0.0.1:{}", free_ports(1)[0]);
        let known = ["--server_name", &name, "--cluster_name", "qd"];
        let reached = ["--cluster", &own, "--routes", &ways];
        let told = ["--cluster_advertise", &nowhere, "--no_advertise"];
        servers.push(Nats::with(&[&known[..], &reached, &told].concat()));
        between.push(links);
    }
    (servers, between)
}

/// Ports that were free a moment ago.
fn free_ports(count: usize) -> Vec<u16> {
    // All are held until all are known, so that they differ.
    let listeners: Vec<_> = (0..count)
        .map(|_| TcpListener::bind(("127.0.0.1", 0)).expect("a port is free"))
        .collect();
    listeners
        .iter()
        .map(|listener| {
            let address = listener.local_addr();
            address.expect("a listener has an address").port()
        })
        .collect()
}

/// The server that `QUARTERDAY_NATS_SERVER` names, else that of `.venv`, else
/// that on the path.
///
/// # Panics
/// When there is none.
pub fn nats_server() -> PathBuf {
    if let Some(named) = std::env::var_os("QUARTERDAY_NATS_SERVER") {
        return named.into();
    }
    let installed = crate::script(".venv/bin/nats-server");
    if installed.is_file() {
        return installed;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("nats-server"))
        .find(|file| file.is_file());
    found.expect(
        "there is no nats-server: tests/run installs one, or name one in QUARTERDAY_NATS_SERVER",
    )
}
