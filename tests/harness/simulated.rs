//! A node in the test's own process, with a clock that the test sets. The
//! program reaches it by the socket of the data folder, as it would any node;
//! no released program has a clock that can be set.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use quarterday_node::hosting::{Clock, Hosting};
use quarterday_node::serve::{Doors, Role};
use tokio::runtime::Runtime;

/// A node whose time stands still until it is set.
pub struct Simulated {
    now: Arc<Mutex<Timestamp>>,
    hosting: Arc<Hosting>,
    runtime: Option<Runtime>,
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
        let (served, folder) = (hosting.clone(), data.to_owned());
        runtime.spawn(async move {
            doors
                .serve(served, clock, &folder, Role::Gateway, None)
                .await
        });
        Self {
            now,
            hosting,
            runtime: Some(runtime),
        }
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
