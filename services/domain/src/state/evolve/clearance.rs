//! How routes, reports and delegations change.

use std::collections::BTreeMap;
use std::sync::Arc;

use quarterday_proto::event::{
    Event, LayoutAdopted, PersonHandedOver, PostAppointed, Recorded, ReportCirculated,
    ReportDrafted, ReportRevised, RouteAdopted,
};
use quarterday_proto::id::{PlanId, ReportId};
use quarterday_proto::quarter::Quarter;
use quarterday_proto::report::{CoveredClosing, ReportPeople, ReportState, content_hash};
use quarterday_proto::route::FIGURES;

use super::State;
use crate::state::report::changed;
use crate::state::{
    Appointment, Delegation, Edition, LayoutVersion, Report, RouteVersion, Succession,
};

impl State {
    /// Applies an event of routes, reports, posts or delegations; others are
    /// left alone.
    pub(super) fn evolve_clearance(&mut self, event: &Event, recorded: Recorded) {
        match event {
            Event::RouteAdopted(event) => self.adopt_route(event, recorded.place),
            Event::LayoutAdopted(event) => self.adopt_layout(event, recorded.place),
            Event::PostAppointed(event) => self.appoint(event, recorded.place),
            Event::ReportDrafted(event) => self.draft(event, recorded),
            Event::ReportRevised(event) => self.revise(event, recorded),
            Event::ReportCirculated(event) => self.circulate(event, recorded.place),
            Event::SignOffRequested(body) => self.report_event(body.report, event, recorded),
            Event::ReportSignedOff(body) => self.report_event(body.report, event, recorded),
            Event::SignOffsVoided(body) => self.report_event(body.report, event, recorded),
            Event::ReportReturned(body) => self.report_event(body.report, event, recorded),
            Event::ReportWithdrawn(body) => self.report_event(body.report, event, recorded),
            Event::StepReassigned(body) => self.report_event(body.report, event, recorded),
            Event::UrgencyRecorded(body) => self.report_event(body.report, event, recorded),
            Event::ReportPublished(body) => self.report_event(body.report, event, recorded),
            Event::OutcomeRecorded(body) => self.report_event(body.report, event, recorded),
            Event::DelegationGiven(event) => self.delegations.push(Delegation {
                id: event.delegation,
                reference: event.reference.clone(),
                from: event.from,
                to: event.to,
                first: event.first,
                last: event.last,
                scope: event.scope.clone(),
                reason: event.reason.clone(),
                ended: false,
                changed_at: recorded.place,
            }),
            Event::DelegationEnded(event) => {
                let ended = self
                    .delegations
                    .iter_mut()
                    .find(|known| known.id == event.delegation);
                if let Some(delegation) = ended {
                    delegation.ended = true;
                    delegation.changed_at = recorded.place;
                }
            }
            _ => {}
        }
    }

    fn adopt_route(&mut self, event: &RouteAdopted, place: u64) {
        let versions = self.routes.entry(event.route.route.clone()).or_default();
        versions.push(RouteVersion {
            id: event.id,
            route: Arc::new(event.route.clone()),
            place,
        });
    }

    fn adopt_layout(&mut self, event: &LayoutAdopted, place: u64) {
        let versions = self.layouts.entry(event.layout.layout.clone()).or_default();
        versions.push(LayoutVersion {
            id: event.id,
            layout: Arc::new(event.layout.clone()),
            place,
        });
    }

    fn appoint(&mut self, event: &PostAppointed, place: u64) {
        self.appointments.push(Appointment {
            post: event.post,
            person: event.person,
            from: event.from,
            place,
        });
    }

    fn draft(&mut self, event: &ReportDrafted, recorded: Recorded) {
        let details = event.details.clone();
        let figures = self.figures(&details.covers);
        let people = ReportPeople {
            author: details.author,
            sponsor: details.sponsor,
        };
        let report = Report {
            id: event.report,
            state: ReportState::Draft,
            editions: vec![Edition {
                version: 1,
                hash: content_hash(event.hash_of, &event.content, people, &figures),
                content: Arc::new(event.content.clone()),
                people,
                changed: Vec::new(),
                minor: None,
                recorded,
            }],
            figures,
            route: None,
            circulations: 0,
            circulated_at: None,
            requests: BTreeMap::new(),
            passed_on: BTreeMap::new(),
            hash_of: event.hash_of,
            signatures: Vec::new(),
            returns: Vec::new(),
            urgency: None,
            published: None,
            published_at: None,
            outcomes: Vec::new(),
            despite_lint: Vec::new(),
            changed_at: recorded.place,
            details,
        };
        self.reports_by_ref
            .insert(report.details.reference.clone(), report.id);
        self.reports.insert(report.id, Arc::new(report));
    }

    fn revise(&mut self, event: &ReportRevised, recorded: Recorded) {
        let covers = event.change.covers.as_deref();
        let figures = covers.map(|covers| self.figures(covers));
        self.with_report(event.report, |report| {
            report.revise(event, figures, recorded);
        });
    }

    fn circulate(&mut self, event: &ReportCirculated, place: u64) {
        let route = self.route_version(&event.route, place);
        self.with_report(event.report, |report| {
            report.state = ReportState::Circulated;
            report.circulations = event.circulation;
            report.circulated_at = Some(place);
            report.route = route;
            report.requests.clear();
            report.changed_at = place;
            report.sent_despite_lint(event.despite_lint.as_ref(), event.version, place);
        });
    }

    fn report_event(&mut self, id: ReportId, event: &Event, recorded: Recorded) {
        self.with_report(id, |report| report.evolve(event, recorded));
    }

    /// Gives the reports that cover a quarter the figures that it has now.
    pub(super) fn refigure(&mut self, plan: PlanId, quarter: Quarter, recorded: Recorded) {
        let covering: Vec<ReportId> = self
            .reports_covering(plan, quarter)
            .map(|report| report.id)
            .collect();
        for id in covering {
            let covers = self.reports[&id].details.covers.clone();
            let figures = self.figures(&covers);
            self.with_report(id, |report| report.refigure(figures, recorded));
        }
    }

    /// Notes who follows whom, which reports are looked at through.
    pub(super) fn succeed(&mut self, event: &PersonHandedOver, place: u64) {
        let (to, on) = (event.to, event.on);
        self.successions.insert(event.from, Succession { to, on });
        // Whoever takes over is there again.
        self.successions.remove(&event.to);
        for report in &event.reports {
            self.with_report(*report, |report| report.changed_at = place);
        }
    }

    fn with_report(&mut self, id: ReportId, change: impl FnOnce(&mut Report)) {
        if let Some(report) = self.reports.get_mut(&id) {
            change(Arc::make_mut(report));
        }
    }
}

impl Report {
    /// Takes over a revision, with the figures where what it covers changes.
    pub(crate) fn revise(
        &mut self,
        event: &ReportRevised,
        figures: Option<Vec<CoveredClosing>>,
        recorded: Recorded,
    ) {
        self.sent_despite_lint(event.despite_lint.as_ref(), event.version, recorded.place);
        let content = changed(self.content(), &event.change);
        let people = ReportPeople {
            author: event.author.unwrap_or(self.details.author),
            sponsor: event.sponsor.or(self.details.sponsor),
        };
        self.hash_of = event.hash_of;
        self.figures = figures.unwrap_or_else(|| std::mem::take(&mut self.figures));
        self.editions.push(Edition {
            version: event.version,
            hash: content_hash(self.hash_of, &content, people, &self.figures),
            content: Arc::new(content),
            people,
            changed: event.changed.clone(),
            minor: event.minor.clone(),
            recorded,
        });
        let details = &mut self.details;
        if let Some(covers) = &event.change.covers {
            details.covers = covers.clone();
        }
        details.author = people.author;
        details.sponsor = people.sponsor;
        if let Some(report_type) = &event.report_type {
            details.report_type.clone_from(report_type);
        }
        if let Some(route) = &event.route {
            details.route.clone_from(route);
        }
        if let Some(signatories) = &event.signatories {
            details.signatories = signatories.clone();
        }
        self.void(&event.voids, recorded.place);
        self.changed_at = recorded.place;
    }

    /// Takes over other figures; the text stays.
    pub(crate) fn refigure(&mut self, figures: Vec<CoveredClosing>, recorded: Recorded) {
        if figures == self.figures || self.state == ReportState::Published {
            return;
        }
        let now = self.edition();
        let edition = Edition {
            version: now.version,
            hash: content_hash(self.hash_of, &now.content, now.people, &figures),
            content: now.content.clone(),
            people: now.people,
            changed: vec![FIGURES.to_owned()],
            minor: None,
            recorded,
        };
        self.editions.push(edition);
        self.figures = figures;
        self.changed_at = recorded.place;
    }
}
