//! A node in the test's own process, with a clock that the test sets. The
//! program reaches it by the socket of the data folder, as it would any node;
//! no released program has a clock that can be set.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use quarterday_gateway::Councils as _;
use quarterday_node::hosting::{Clock, Hosting};
use quarterday_node::serve::{Doors, Mail, Role};
use quarterday_scheduler::mail::{Configuration, Mailer};
use quarterday_scheduler::remind::{ByMail, Council, Reminders, Surroundings, Ticked};
use tokio::runtime::Runtime;

/// A node whose time stands still until it is set.
pub struct Simulated {
    now: Arc<Mutex<Timestamp>>,
    hosting: Arc<Hosting>,
    runtime: Option<Runtime>,
    data: PathBuf,
    base: String,
}

impl Simulated {
    /// Serves a data folder from a moment on.
    ///
    /// # Panics
    /// When it cannot be served.
    pub fn start(data: &Path, at: &str) -> Self {
        let now = Arc::new(Mutex::new(moment(at)));
        let clock: Clock = {
            let now = now.clone();
            Arc::new(move || *now.lock().expect("no holder of the clock panicked"))
        };
        let runtime = Runtime::new().expect("a runtime starts");
        let hosting = Hosting::open(data, clock.clone(), Arc::new(|_, _, _| {}));
        let hosting = hosting.expect("the data folder opens");
        let local = "127.0.0.1:0".parse().expect("an address");
        let doors = runtime.block_on(Doors::bind(local, data));
        let doors = doors.expect("the doors are free");
        let base = doors.address().expect("the door has an address");
        let (served, folder) = (hosting.clone(), data.to_owned());
        runtime.spawn(async move {
            doors
                .serve(served, clock, &folder, Role::Gateway, Mail::default())
                .await
        });
        Self {
            now,
            hosting,
            runtime: Some(runtime),
            data: data.to_owned(),
            base: format!("http://{base}"),
        }
    }

    /// Where it is reached over HTTP.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// A scheduler of this node, with `[mail]` as TOML. It looks when it is told.
    ///
    /// # Panics
    /// When the configuration is wrong.
    pub fn scheduler(&self, mail: &str) -> Reminders {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let configuration: Configuration = toml::from_str(mail).expect("it is TOML");
        assert_eq!(configuration.faults(), Vec::<String>::new());
        let mailer = Mailer::open(configuration, &self.data).expect("a mailer opens");
        let now = self.now.clone();
        let surroundings = Surroundings {
            now: Arc::new(move || *now.lock().expect("no holder of the clock panicked")),
            new_id: Arc::new(|| hex::encode(rand::random::<[u8; 16]>())),
            secret: Arc::new(rand::random),
            base: self.base.clone(),
        };
        let node = "simulated".parse().expect("the word is a node's name");
        Reminders::new(node, Arc::new(ByMail::new(Arc::new(mailer))), surroundings)
    }

    /// One look of a scheduler at every council, which must go without a fault.
    ///
    /// # Panics
    /// When it does not.
    pub fn look(&self, scheduler: &Reminders) -> Ticked {
        let runtime = self.runtime.as_ref().expect("it runs until it is dropped");
        let mut all = Ticked::default();
        for tenant in self.hosting.list() {
            let council = Council {
                id: tenant.id.clone(),
                log: tenant.log.clone(),
                view: tenant.view.clone(),
            };
            all.add(runtime.block_on(scheduler.tick(&council)));
        }
        assert_eq!(all.faults, Vec::<String>::new());
        all
    }

    /// Goes on at another moment, which may not be before the last.
    ///
    /// # Panics
    /// When it is.
    pub fn set(&self, at: &str) {
        let mut now = self.now.lock().expect("no holder of the clock panicked");
        let next = moment(at);
        assert!(next >= *now, "{at} is before {now}");
        *now = next;
    }
}

fn moment(at: &str) -> Timestamp {
    at.parse().expect("a moment such as 2021-10-21T09:00:00Z")
}

impl Drop for Simulated {
    fn drop(&mut self) {
        self.hosting.close();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(10));
        }
    }
}
