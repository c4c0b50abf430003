//! A private nats-server for the demo: started, and stopped again, also when the
//! demo itself is killed.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use quarterday_gateway::failure::Code;

use crate::failure::failed;

/// Names another nats-server than that on the path.
const VARIABLE: &str = "QUARTERDAY_NATS_SERVER";
/// How long a server may take to say where it listens.
const STARTED_WITHIN: Duration = Duration::from_secs(15);
/// How long the server of a demo that ended before may take to end.
const FREE_WITHIN: Duration = Duration::from_secs(15);
/// How often something that is waited for is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Runs the server that its arguments name, and ends it once the input is
/// closed: by whoever started it, or by the system if that was killed.
const SUPERVISE: &str = r#"
exec 3<&0
"$@" 3<&- & server=$!
{
  read -r _ <&3
  kill -TERM "$server"
  sleep 10
  kill -KILL "$server"
} >/dev/null 2>&1 & watch=$!
exec 3<&-
wait "$server"
status=$?
kill "$watch"
exit "$status"
"#;

/// A nats-server with JetStream on loopback, on a port that the system chose. It
/// ends with this value, and with this process.
pub(crate) struct PrivateServer {
    /// The shell that watches over the server. While its input is open, the
    /// server runs.
    child: Child,
    url: String,
}

impl PrivateServer {
    /// Starts one that keeps its streams in a folder, once no other runs there.
    ///
    /// # Errors
    /// When there is no nats-server, saying how to get one, or it does not
    /// start.
    pub(crate) fn start(store: &Path) -> anyhow::Result<Self> {
        let binary = find()?;
        std::fs::create_dir_all(store)?;
        let held = hold(&store.join("lock"))?;
        // What a server that was killed left of its ports would mislead.
        let ports = store.join("ports");
        let _ = std::fs::remove_dir_all(&ports);
        std::fs::create_dir(&ports)?;
        let log = store.join("nats-server.log");
        let child = Command::new("/bin/sh")
            .args(["-c", SUPERVISE, "nats-server"])
            .arg(&binary)
            .args(["--addr", "127.0.0.1", "--port", "-1", "--jetstream"])
            .arg("--store_dir")
            .arg(store)
            .arg("--ports_file_dir")
            .arg(&ports)
            .arg("--log")
            .arg(&log)
            .stdin(Stdio::piped())
            // Nothing is written to it: the lock lasts for as long as it is
            // open, so no other server begins on the folder before this one is
            // gone.
            .stdout(held)
            .stderr(Stdio::null())
            // Ctrl-C is for us; the server is stopped when all is stored.
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not start {}", binary.display()))?;
        let mut server = Self {
            child,
            url: String::new(),
        };
        let began = Instant::now();
        while server.url.is_empty() {
            if let Some(url) = told(&ports) {
                server.url = url;
                break;
            }
            let log = log.display();
            if let Some(status) = server.child.try_wait()? {
                let detail = format!("nats-server ended at once ({status}): see {log}");
                return Err(failed(Code::NatsServerMissing, detail));
            }
            if began.elapsed() > STARTED_WITHIN {
                let detail = format!("nats-server did not start: see {log}");
                return Err(failed(Code::NatsServerMissing, detail));
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(server)
    }

    /// Where it listens.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PrivateServer {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// Takes the lock of a store; waits for the server of a demo that was killed a
/// moment ago.
fn hold(path: &Path) -> anyhow::Result<File> {
    let lock = File::create(path).with_context(|| path.display().to_string())?;
    let began = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(std::fs::TryLockError::WouldBlock) if began.elapsed() < FREE_WITHIN => {
                std::thread::sleep(LOOK_EVERY);
            }
            Err(std::fs::TryLockError::WouldBlock) => {
                let store = path.parent().unwrap_or(path).display();
                let detail = format!("another nats-server runs on {store}: stop its demo first");
                return Err(failed(Code::LogInUse, detail));
            }
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("could not lock {}", path.display()));
            }
        }
    }
}

/// Where the server says that it listens, in the one file of the folder.
fn told(ports: &Path) -> Option<String> {
    let file = std::fs::read_dir(ports).ok()?.next()?.ok()?;
    let text = std::fs::read_to_string(file.path()).ok()?;
    let ports: serde_json::Value = serde_json::from_str(&text).ok()?;
    ports["nats"][0].as_str().map(str::to_owned)
}

/// The nats-server to start.
fn find() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/bin"));
    let found = std::env::split_paths(&path)
        .chain(home)
        .map(|folder| folder.join("nats-server"))
        .find(|file| file.is_file());
    found.ok_or_else(|| {
        let detail = format!(
            "there is no nats-server on the PATH: deploy/get-nats installs one, or name one in \
             {VARIABLE}"
        );
        failed(Code::NatsServerMissing, detail)
    })
}
