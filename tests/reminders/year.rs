//! A year by a simulated clock.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use jiff::ToSpan as _;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use quarterday_proto::digest::DropReason;
use quarterday_proto::event::{DigestClaimed, Event};
use quarterday_proto::id::DigestId;
use quarterday_proto::quarter::Quarter;
use quarterday_scheduler::remind::{Reminders, Surroundings, Ticked};

use crate::council::{Clock, ITEMS, World, address, owner_of, reference};
use crate::faulty_post::{Delivered, FaultyPost, Server};

/// When schedulers look, on each day, in civil time.
const LOOKS: [(i8, i8); 11] = [
    (0, 30),
    (6, 30),
    (7, 0),
    (9, 0),
    (9, 3),
    (9, 12),
    (9, 25),
    (9, 50),
    (11, 15),
    (14, 0),
    (18, 59),
];
/// A day on which no scheduler runs: the first working day after quarter 2.
const DOWN: &str = "2026-10-01";

struct Scheduler {
    reminders: Reminders,
    post: Arc<FaultyPost>,
}

impl Scheduler {
    fn new(name: &str, server: &Arc<Server>, clock: &Clock) -> Self {
        let post = FaultyPost::new(server.clone());
        let clock = clock.clone();
        let surroundings = Surroundings {
            now: Arc::new(move || clock.now()),
            new_id: Arc::new(|| hex::encode(rand::random::<[u8; 16]>())),
            secret: Arc::new(rand::random),
            base: "https://quarterday.a.example".to_owned(),
        };
        let reminders = Reminders::new(name.parse().unwrap(), post.clone(), surroundings);
        Self { reminders, post }
    }

    /// One look, at any point of which the scheduler may die: then what it had
    /// in hand is dropped where it stands.
    async fn look(&self, world: &World, kills: &mut u32) -> Ticked {
        tokio::select! {
            biased;
            () = self.post.killed.notified() => {
                *kills += 1;
                Ticked::default()
            }
            ticked = self.reminders.tick(&world.council) => ticked,
        }
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The quarter under way at a day, and the day of each item's answer.
struct Under {
    quarter: Quarter,
    answers: BTreeMap<Date, Vec<usize>>,
    close: Date,
}

/// Owners answer between ten days before the quarter's end and thirty days
/// after it; one item in ten is never answered.
fn under_way(quarter: Quarter, server: &Server) -> Under {
    let mut chance = server.chance.lock().unwrap();
    let mut answers: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    for item in 0..ITEMS {
        if !chance.once_in(10) {
            let days = i64::try_from(chance.below(40)).unwrap() - 10;
            let on = quarter.last_day().checked_add(days.days()).unwrap();
            answers.entry(on).or_default().push(item);
        }
    }
    let close = quarter.last_day().checked_add(35.days()).unwrap();
    Under {
        quarter,
        answers,
        close,
    }
}

#[tokio::test]
async fn every_reminder_of_a_year_is_sent_exactly_once() {
    let began = Instant::now();
    let zone = TimeZone::get("Europe/London").unwrap();
    let clock = Clock::at("2026-04-01T08:00:00Z");
    let server = Server::new(clock.clone());
    let seed = server.chance.lock().unwrap().seed();
    let mut world = World::open(clock.clone()).await;
    let two = [
        Scheduler::new("one", &server, &clock),
        Scheduler::new("two", &server, &clock),
    ];
    let mut expected = Expected::default();
    let (mut kills, mut ticked) = (0, Ticked::default());
    let mut under: Option<Under> = None;
    let mut today = day("2026-04-02");
    while today < day("2027-05-10") {
        let quarter = Quarter::of(today).unwrap();
        let opens = quarter.last_day().checked_sub(25.days()).unwrap();
        at(&clock, today, (8, 0), &zone);
        if today == opens && quarter.year().first_day() == day("2026-04-01") {
            let due = quarter.last_day().checked_add(14.days()).unwrap();
            world.open_quarter(quarter, due).await;
            under = Some(under_way(quarter, &server));
            server.answered.lock().unwrap().clear();
        }
        if let Some(open) = &under {
            for item in open.answers.get(&today).into_iter().flatten() {
                let as_at = today.min(open.quarter.last_day());
                world.answer(*item, as_at).await;
                server.answered.lock().unwrap().insert(reference(*item));
            }
            if open.close == today {
                world.close_quarter(open.quarter).await;
                let all = (0..ITEMS).map(reference);
                server.answered.lock().unwrap().extend(all);
                under = None;
            }
            if let Some(open) = &under {
                expected.note(today, open, &server, &world);
            }
        }
        for look in LOOKS.iter().filter(|_| today != day(DOWN)) {
            at(&clock, today, *look, &zone);
            let (mut died, mut also) = (0, 0);
            let (one, other) = tokio::join!(
                two[0].look(&world, &mut died),
                two[1].look(&world, &mut also)
            );
            kills += died + also;
            ticked.add(one);
            ticked.add(other);
        }
        today = today.tomorrow().unwrap();
    }
    assert_eq!(ticked.faults, Vec::<String>::new());
    let took = began.elapsed();
    let found = Found::of(&world, &server);
    found.check(&zone);
    expected.check(&found);
    println!(
        "seed {seed}: {} digests, {} mails, {} of them repeats, {kills} schedulers killed, \
         {} attempts failed, in {took:.1?}",
        found.claims.len(),
        found.delivered.len(),
        found.delivered.len() - found.by_message.len(),
        found.failed,
    );
    assert!(kills > 20, "only {kills} schedulers were killed");
    assert!(found.failed > 100, "only {} attempts failed", found.failed);
}

fn at(clock: &Clock, day: Date, (hour, minute): (i8, i8), zone: &TimeZone) {
    let local = day.to_datetime(Time::new(hour, minute, 0, 0).unwrap());
    let now = local.to_zoned(zone.clone()).unwrap().timestamp();
    clock.set(now.max(clock.now()));
}

/// What must have come, worked out by hand beside the program.
#[derive(Default)]
struct Expected {
    /// By schedule and day: the owners with something open at nine.
    owners: BTreeMap<(&'static str, Date), BTreeSet<String>>,
}

impl Expected {
    fn note(&mut self, today: Date, open: &Under, server: &Server, world: &World) {
        let (end, due) = {
            let end = open.quarter.last_day();
            (end, end.checked_add(14.days()).unwrap())
        };
        let working_days = {
            let state = world.council.view.state();
            state.council().unwrap().working_days()
        };
        let is_monday = today.weekday() == jiff::civil::Weekday::Monday;
        let weekly = is_monday && today > end && working_days.is_working_day(today).unwrap();
        for (name, is_today) in [
            (
                "quarter-ending",
                working_days.before(end, 10).unwrap() == today,
            ),
            (
                "quarter-ended",
                working_days.after(end, 1).unwrap() == today,
            ),
            ("answers-weekly", weekly),
            (
                "answers-due-soon",
                working_days.before(due, 2).unwrap() == today,
            ),
            (
                "answers-overdue",
                working_days.after(due, 1).unwrap() == today,
            ),
        ] {
            if is_today {
                let answered = server.answered.lock().unwrap();
                let left = (0..ITEMS).filter(|item| !answered.contains(&reference(*item)));
                let owners = left.map(|item| address(owner_of(item))).collect();
                self.owners.insert((name, today), owners);
            }
        }
    }

    /// Each owner got one digest of each schedule, of its day, or of the next
    /// where nobody was there to send it; nobody else got one.
    fn check(&self, found: &Found) {
        assert!(self.owners.len() >= 4 * 8, "{}", self.owners.len());
        let mut by_rule: BTreeMap<&str, HashMap<Date, BTreeSet<String>>> = BTreeMap::new();
        for claimed in found.claims.values() {
            for name in &claimed.claim.schedules {
                let days = by_rule.entry(name).or_default();
                let people = days.entry(claimed.claim.day).or_default();
                assert!(people.insert(found.emails[&claimed.claim.person].clone()));
            }
        }
        for ((name, on), owners) in &self.owners {
            let made_up = on.tomorrow().unwrap();
            let days = &by_rule[name];
            let got = days.get(on).or_else(|| days.get(&made_up));
            let got = got.unwrap_or_else(|| panic!("nobody was asked by {name} of {on}"));
            if *on == day(DOWN) {
                // Some answered on the day between.
                assert!(got.is_subset(owners) && got.len() * 2 > owners.len());
            } else {
                assert_eq!(got, owners, "{name} of {on}");
            }
        }
    }
}

/// What came of the year.
struct Found {
    claims: BTreeMap<DigestId, DigestClaimed>,
    emails: HashMap<quarterday_proto::id::PersonId, String>,
    sent: HashSet<DigestId>,
    dropped: HashMap<DigestId, DropReason>,
    runs: BTreeMap<String, Vec<quarterday_proto::event::ScheduleRan>>,
    repeats: u32,
    failed: u32,
    delivered: Vec<Delivered>,
    by_message: HashMap<String, Vec<Delivered>>,
}

impl Found {
    fn of(world: &World, server: &Server) -> Self {
        let delivered = server.delivered.lock().unwrap().clone();
        let mut by_message: HashMap<String, Vec<Delivered>> = HashMap::new();
        for mail in &delivered {
            let same = by_message.entry(mail.message_id.clone()).or_default();
            same.push(mail.clone());
        }
        let mut found = Self {
            claims: BTreeMap::new(),
            emails: HashMap::new(),
            sent: HashSet::new(),
            dropped: HashMap::new(),
            runs: BTreeMap::new(),
            repeats: 0,
            failed: 0,
            delivered,
            by_message,
        };
        for (_, event) in world.seen.lock().unwrap().iter() {
            found.take(event);
        }
        found
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::PersonRegistered(event) => {
                self.emails
                    .insert(event.person, event.details.email.clone());
            }
            Event::DigestClaimed(event) => {
                if event.attempt > 1 {
                    self.repeats += 1;
                }
                let before = self.claims.insert(event.digest, event.clone());
                if let Some(before) = before {
                    assert_eq!(before.claim.message_id, event.claim.message_id);
                    assert_eq!(before.attempt + 1, event.attempt);
                    assert!(!self.sent.contains(&event.digest), "sent and claimed again");
                }
            }
            Event::DigestSent(event) => assert!(self.sent.insert(event.digest)),
            Event::DigestFailed(_) => self.failed += 1,
            Event::DigestDropped(event) => {
                self.dropped.insert(event.digest, event.reason);
            }
            Event::ScheduleRan(event) => {
                let runs = self.runs.entry(event.schedule.clone()).or_default();
                runs.push(event.clone());
            }
            _ => {}
        }
    }

    fn check(&self, zone: &TimeZone) {
        // Each schedule wrote to each person at most once for a day.
        let mut written = HashSet::new();
        let mut messages = HashSet::new();
        for claimed in self.claims.values() {
            let claim = &claimed.claim;
            for name in &claim.schedules {
                assert!(
                    written.insert((claim.person, name, claim.day)),
                    "{name} wrote twice to {} for {}",
                    self.emails[&claim.person],
                    claim.day
                );
            }
            assert!(
                messages.insert(&claim.message_id),
                "two digests are one mail"
            );
        }
        // Each digest was handed over, unless all that it asked for was done.
        for (id, claimed) in &self.claims {
            let mails = self.by_message.get(&claimed.claim.message_id);
            match self.dropped.get(id) {
                None => {
                    assert!(self.sent.contains(id), "{id} was never sent");
                    assert!(mails.is_some(), "{id} never came");
                }
                // Ten failures in a row do happen in a year.
                Some(DropReason::Attempts) => assert_eq!(claimed.attempt, 10),
                Some(reason) => assert_eq!(*reason, DropReason::Done),
            }
            let mails = mails.map_or(0, Vec::len);
            // A mail may come again only by a later attempt, which is counted.
            assert!(mails <= claimed.attempt as usize, "{id} came {mails} times");
        }
        let again = self.delivered.len() - self.by_message.len();
        assert!(again as u32 <= self.repeats);
        for mail in self.by_message.keys() {
            assert!(messages.contains(mail), "a mail of no digest");
        }
        let mut per_day: HashMap<(&str, Date), HashSet<&str>> = HashMap::new();
        for mail in &self.delivered {
            let local = zone.to_datetime(mail.at);
            let hour = local.time().hour();
            assert!((7..19).contains(&hour), "{} at {local}", mail.to);
            assert!(!mail.items.is_empty());
            per_day
                .entry((&mail.to, local.date()))
                .or_default()
                .insert(&mail.message_id);
        }
        assert!(per_day.values().all(|mails| mails.len() <= 3));
        // The day that nobody was there was made up for once.
        let missed = &self.runs["quarter-ended"];
        assert_eq!(missed.len(), 4, "{missed:?}");
        for (name, runs) in &self.runs {
            let mut times: Vec<_> = runs.iter().map(|run| run.occurrence).collect();
            times.dedup();
            assert_eq!(times.len(), runs.len(), "{name} ran twice for a time");
        }
    }
}
