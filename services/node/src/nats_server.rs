//! A private nats-server for the demo: started, and stopped again.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// Names another nats-server than that on the path.
const VARIABLE: &str = "QUARTERDAY_NATS_SERVER";
/// How long a server may take to say where it listens.
const STARTED_WITHIN: Duration = Duration::from_secs(15);

/// A nats-server with JetStream on loopback, on a port that the system chose. It
/// ends with this value.
pub(crate) struct PrivateServer {
    child: Child,
    url: String,
    _ports: tempfile::TempDir,
}

impl PrivateServer {
    /// Starts one that keeps its streams in a folder.
    ///
    /// # Errors
    /// When there is no nats-server, saying how to get one, or it does not
    /// start.
    pub(crate) fn start(store: &Path) -> anyhow::Result<Self> {
        let binary = find()?;
        let ports = tempfile::Builder::new()
            .prefix("quarterday-nats-")
            .tempdir()?;
        std::fs::create_dir_all(store)?;
        let log = store.join("nats-server.log");
        let child = Command::new(&binary)
            .args(["--addr", "127.0.0.1", "--port", "-1", "--jetstream"])
            .arg("--store_dir")
            .arg(store)
            .arg("--ports_file_dir")
            .arg(ports.path())
            .arg("--log")
            .arg(&log)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Ctrl-C is for us; the server is stopped when all is stored.
            .process_group(0)
            .spawn()
            .with_context(|| format!("could not start {}", binary.display()))?;
        let mut server = Self {
            child,
            url: String::new(),
            _ports: ports,
        };
        let file = server._ports.path().join(format!(
            "{}_{}.ports",
            binary
                .file_name()
                .map(|name| name.to_string_lossy())
                .unwrap_or_default(),
            server.child.id()
        ));
        let began = Instant::now();
        while server.url.is_empty() {
            if let Ok(text) = std::fs::read_to_string(&file) {
                let ports: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
                if let Some(url) = ports["nats"][0].as_str() {
                    server.url = url.to_owned();
                    break;
                }
            }
            if let Some(status) = server.child.try_wait()? {
                bail!(
                    "nats-server ended at once ({status}): see {}",
                    log.display()
                );
            }
            if began.elapsed() > STARTED_WITHIN {
                bail!("nats-server did not start: see {}", log.display());
            }
            std::thread::sleep(Duration::from_millis(20));
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
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The nats-server to start.
fn find() -> anyhow::Result<PathBuf> {
    if let Some(named) = std::env::var_os(VARIABLE) {
        return Ok(named.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/bin"));
    std::env::split_paths(&path)
        .chain(home)
        .map(|folder| folder.join("nats-server"))
        .find(|file| file.is_file())
        .with_context(|| {
            format!(
                "there is no nats-server on the PATH: deploy/get-nats installs one, or name one in \
                 {VARIABLE}"
            )
        })
}
