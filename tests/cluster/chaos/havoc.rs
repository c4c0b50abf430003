//! What happens to servers, nodes and the links between them, by chance.

use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use quarterday_tests::{Cluster, NODES, Passing, Ran, Seed, Server, Starting, signal, until};

/// The longest that something is gone, in milliseconds: past the lease of the
/// writer and the elections of the servers.
const GONE_MS_MAX: u64 = 7_000;
/// The longest that most things are gone, so that work goes on in between.
const SHORTLY_MS_MAX: u64 = 1_500;
/// The longest time from one misfortune to the next, in milliseconds.
const QUIET_MS_MAX: u64 = 3_000;
/// How often it is looked at what is due.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A process that misfortunes happen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Server(usize),
    Node(usize),
}

/// What is to be put right, and when.
struct Healing {
    at: Instant,
    what: What,
}

enum What {
    Start(Who),
    Continue(Who),
    Pass(Way),
}

/// A link by its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    ToServer(usize, usize),
    Between(usize, usize),
}

/// A node on its way to serve.
struct Start {
    process: u32,
    thread: JoinHandle<Result<Server, Ran>>,
    /// Whether it was killed on its way, or just after it began to serve.
    killed: bool,
}

/// A cluster to which things happen.
pub(crate) struct Havoc {
    cluster: Cluster,
    seed: Seed,
    healings: Vec<Healing>,
    paused: Vec<Who>,
    cut: Vec<Way>,
    starting: [Option<Start>; 3],
    log: Vec<String>,
}

impl Havoc {
    pub(crate) fn new(cluster: Cluster, seed: Seed) -> Self {
        Self {
            cluster,
            seed,
            healings: Vec::new(),
            paused: Vec::new(),
            cut: Vec::new(),
            starting: [const { None }; 3],
            log: Vec::new(),
        }
    }

    /// Has things happen for a while, then puts all right and waits until every
    /// node is ready; the cluster and what happened.
    pub(crate) fn run(mut self, lasts: Duration) -> (Cluster, Vec<String>) {
        let end = Instant::now() + lasts;
        while Instant::now() < end {
            self.misfortune();
            let quiet = Duration::from_millis(self.seed.below(QUIET_MS_MAX));
            let next = (Instant::now() + quiet).min(end);
            while Instant::now() < next {
                self.look();
                std::thread::sleep(LOOK_EVERY);
            }
        }
        for healing in &mut self.healings {
            healing.at = Instant::now();
        }
        until("all runs again", || {
            self.look();
            let all = self.healings.is_empty() && self.starting.iter().all(Option::is_none);
            all.then_some(())
        });
        for node in 0..NODES.len() {
            self.cluster.ready(node);
        }
        (self.cluster, self.log)
    }

    /// One thing happens that a majority survives, or now and then more.
    fn misfortune(&mut self) {
        let longest = match self.seed.below(3) {
            0 => GONE_MS_MAX,
            _ => SHORTLY_MS_MAX,
        };
        let gone = Duration::from_millis(self.seed.below(longest));
        match self.seed.below(24) {
            0..4 => self.one(Who::Server, gone, Self::kill),
            4..8 => self.one(Who::Node, gone, Self::kill),
            8..11 => self.one(Who::Server, gone, Self::pause),
            11..15 => self.one(Who::Node, gone, Self::pause),
            15..18 => {
                let way = Way::ToServer(self.seed.index(3), self.seed.index(3));
                self.cut(&[way], gone);
            }
            18..20 => {
                let node = self.seed.index(3);
                let all = [0, 1, 2].map(|server| Way::ToServer(node, server));
                self.cut(&all, gone);
            }
            20 => {
                let (one, other) = self.two();
                self.cut(&[Way::Between(one, other), Way::Between(other, one)], gone);
            }
            21 => {
                let (one, second) = self.two();
                let third = 3 - one - second;
                let others = [second, third].into_iter();
                let ways =
                    others.flat_map(|other| [Way::Between(one, other), Way::Between(other, one)]);
                self.cut(&ways.collect::<Vec<_>>(), gone);
            }
            22 => (0..3).for_each(|node| self.kill(Who::Node(node), gone / 4)),
            _ => (0..3).for_each(|server| self.kill(Who::Server(server), gone / 4)),
        }
    }

    fn two(&mut self) -> (usize, usize) {
        let one = self.seed.index(3);
        (one, (one + 1 + self.seed.index(2)) % 3)
    }

    /// Something happens to one of three, if the other two are well.
    fn one(
        &mut self,
        who: fn(usize) -> Who,
        gone: Duration,
        happens: fn(&mut Self, Who, Duration),
    ) {
        let chosen = self.seed.index(3);
        let others = (0..3).filter(|other| *other != chosen);
        if others.map(who).all(|other| self.is_well(other)) {
            happens(self, who(chosen), gone);
        }
    }

    fn is_well(&self, who: Who) -> bool {
        let runs = match who {
            Who::Server(server) => self.cluster.servers[server].is_running(),
            Who::Node(node) => self.cluster.nodes[node].is_some(),
        };
        runs && !self.paused.contains(&who)
    }

    fn kill(&mut self, who: Who, gone: Duration) {
        match who {
            Who::Server(server) if self.cluster.servers[server].is_running() => {
                self.cluster.servers[server].kill();
            }
            Who::Node(node) if self.cluster.nodes[node].is_some() => {
                not_panicked(node, &self.cluster.kill(node));
            }
            Who::Node(node) if self.starting[node].is_some() => {
                // In the middle of its start; `look` starts it again.
                let starting = self.starting[node].as_mut().unwrap();
                if !std::mem::replace(&mut starting.killed, true) {
                    signal(starting.process, "KILL");
                }
                return;
            }
            Who::Server(_) | Who::Node(_) => return,
        }
        self.say(format!("kill {who:?} for {gone:?}"));
        self.paused.retain(|paused| *paused != who);
        self.healings
            .retain(|healing| !matches!(healing.what, What::Continue(other) if other == who));
        self.heal(gone, What::Start(who));
    }

    fn pause(&mut self, who: Who, gone: Duration) {
        if !self.is_well(who) {
            return;
        }
        self.say(format!("pause {who:?} for {gone:?}"));
        signal(self.process(who), "STOP");
        self.paused.push(who);
        self.heal(gone, What::Continue(who));
    }

    fn process(&self, who: Who) -> u32 {
        match who {
            Who::Server(server) => self.cluster.servers[server].pid(),
            Who::Node(node) => self.cluster.nodes[node].as_ref().unwrap().pid(),
        }
    }

    fn cut(&mut self, ways: &[Way], gone: Duration) {
        let passing = match self.seed.below(2) {
            0 => Passing::Nothing,
            _ => Passing::Still,
        };
        self.say(format!("{passing:?} through {ways:?} for {gone:?}"));
        for way in ways {
            if !self.cut.contains(way) {
                self.cut.push(*way);
                self.pass(*way, passing);
                self.heal(gone, What::Pass(*way));
            }
        }
    }

    fn pass(&self, way: Way, passing: Passing) {
        match way {
            Way::ToServer(node, server) => self.cluster.to_servers[node][server].pass(passing),
            Way::Between(one, other) => {
                if let Some(link) = &self.cluster.between[one][other] {
                    link.pass(passing);
                }
            }
        }
    }

    fn heal(&mut self, gone: Duration, what: What) {
        let at = Instant::now() + gone;
        self.healings.push(Healing { at, what });
    }

    /// Puts right what is due, takes up who has started, and sees who ended by
    /// itself.
    fn look(&mut self) {
        let now = Instant::now();
        let (due, later) = std::mem::take(&mut self.healings)
            .into_iter()
            .partition(|healing| healing.at <= now);
        self.healings = later;
        let due: Vec<Healing> = due;
        for healing in due {
            match healing.what {
                What::Start(Who::Server(server)) => self.cluster.servers[server].begin(),
                What::Start(Who::Node(node)) => self.begin(node),
                What::Continue(who) => {
                    signal(self.process(who), "CONT");
                    self.paused.retain(|paused| *paused != who);
                }
                What::Pass(way) => {
                    self.pass(way, Passing::All);
                    self.cut.retain(|cut| *cut != way);
                }
            }
        }
        for node in 0..NODES.len() {
            self.take_up(node);
            self.not_ended(node);
        }
    }

    fn begin(&mut self, node: usize) {
        let starting = self.cluster.begin(node);
        let process = starting.pid();
        let thread = std::thread::spawn(move || Starting::serving(starting));
        self.starting[node] = Some(Start {
            process,
            thread,
            killed: false,
        });
    }

    fn take_up(&mut self, node: usize) {
        let Some(start) = self.starting[node].take_if(|start| start.thread.is_finished()) else {
            return;
        };
        match start.thread.join().unwrap() {
            Ok(server) if start.killed => {
                not_panicked(node, &server.kill());
                self.begin(node);
            }
            Ok(server) => self.cluster.nodes[node] = Some(server),
            Err(ran) => {
                not_panicked(node, &ran.err);
                // Killed while it started, or NATS was away for too long.
                let excused = start.killed || ran.err.contains("could not connect to NATS");
                assert!(
                    excused,
                    "node {node} did not start: {ran:#?}\n{:#?}",
                    self.log
                );
                self.begin(node);
            }
        }
    }

    /// No node ends by itself, whatever happens around it.
    fn not_ended(&mut self, node: usize) {
        let running = &mut self.cluster.nodes[node];
        if let Some(server) = running.take_if(|server| server.has_ended()) {
            let said = server.kill();
            panic!("node {node} ended by itself: {said}\n{:#?}", self.log);
        }
    }

    fn say(&mut self, what: String) {
        self.log.push(what);
    }
}

fn not_panicked(node: usize, said: &str) {
    assert!(!said.contains("panicked"), "node {node}: {said}");
}
