//! Annotations: what the program says of the calls in a part of it.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{self, Poll};

use opentelemetry::{Context, ContextGuard, KeyValue};
use pin_project_lite::pin_project;

use crate::context;
use crate::on_request;
use crate::operation::Operation;
use crate::query::Class;
use crate::strings::Label;

/// A summary or attributes for the calls in a part of the program: see [`annotate`].
///
/// A text is an annotation with a summary and no attributes.
///
/// ```
/// use db_semconv::Annotation;
/// use opentelemetry::KeyValue;
///
/// let annotation = Annotation::new().summary("checkout: reserve stock").attribute(KeyValue::new("shop.step", 2));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Annotation {
    summary: Option<Label>,
    attributes: Vec<KeyValue>,
}

impl Annotation {
    /// Returns an annotation without anything.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the summary: the name of the spans, `db.query.summary` on spans and measurements, and the name in warnings.
    ///
    /// It is exported as it is, and each summary is a series of metrics. So choose a constant without values. Calls that begin or
    /// end a transaction or a connection keep their names.
    #[must_use]
    pub fn summary(mut self, summary: impl Into<Cow<'static, str>>) -> Self {
        self.summary = Some(match summary.into() {
            Cow::Borrowed(summary) => Label::Static(summary),
            Cow::Owned(summary) => Label::interned(&summary),
        });
        self
    }

    /// Adds an attribute to the spans. It is exported as it is.
    #[must_use]
    pub fn attribute(mut self, attribute: KeyValue) -> Self {
        self.attributes.retain(|earlier| earlier.key != attribute.key);
        self.attributes.push(attribute);
        self
    }

    /// Returns the annotation of a part of the program inside another one: of two summaries or attributes the inner one counts.
    fn inside(self, outer: &Self) -> Self {
        let both = outer.clone();
        let both = self.attributes.into_iter().fold(both, Self::attribute);
        Self { summary: self.summary.or(both.summary), attributes: both.attributes }
    }

    /// Annotates an operation that is made in `caller`.
    pub(crate) fn annotate(caller: &Context, operation: &mut Operation<'_>) {
        let Some(Annotated(annotation)) = caller.get() else { return };
        if let Some(summary) = &annotation.summary
            && operation.class() == Class::Statement
        {
            operation.query = Cow::Owned(Arc::new(operation.query.summarized(summary.clone())));
        }
        if !annotation.attributes.is_empty() {
            operation.attributes.get_or_insert_default().extend(annotation.attributes.iter().cloned());
        }
    }
}

impl From<&'static str> for Annotation {
    fn from(summary: &'static str) -> Self {
        Self::new().summary(summary)
    }
}

/// The value in a context.
#[derive(Debug)]
struct Annotated(Arc<Annotation>);

/// Annotates the calls that `future` makes, and those of the tasks that it spawns with its context.
///
/// The annotation is in OpenTelemetry's context. Annotations can be nested.
///
/// ```
/// # async fn reserve_stock() {}
/// # async fn example() {
/// use db_semconv::annotate;
///
/// annotate("checkout: reserve stock", async {
///     // Each statement is a span `checkout: reserve stock`. `db.query.text` shows which one it is.
///     reserve_stock().await;
/// })
/// .await;
/// # }
/// ```
pub fn annotate<F: Future>(annotation: impl Into<Annotation>, future: F) -> InAnnotation<F> {
    on_request::use_it();
    InAnnotation { annotation: Arc::new(annotation.into()), future }
}

/// Like [`annotate`], for the calls of a function that blocks.
///
/// ```
/// # fn report() -> u32 { 7 }
/// let report = db_semconv::annotate_blocking("report: month", || report());
/// ```
pub fn annotate_blocking<T>(annotation: impl Into<Annotation>, function: impl FnOnce() -> T) -> T {
    on_request::use_it();
    let _annotated = attach(&Arc::new(annotation.into()));
    function()
}

/// Annotates the current context until the guard is dropped. Nothing is annotated where the context is gone or borrowed.
fn attach(annotation: &Arc<Annotation>) -> Option<ContextGuard> {
    let annotated = context::with_current(|outer| {
        let annotation = match outer.get() {
            Some(Annotated(outer)) => Arc::new((**annotation).clone().inside(outer)),
            None => Arc::clone(annotation),
        };
        outer.with_value(Annotated(annotation))
    });
    context::attach(annotated?)
}

pin_project! {
    /// A future whose calls are annotated. See [`annotate`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct InAnnotation<F> {
        annotation: Arc<Annotation>,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for InAnnotation<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut task::Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let _annotated = attach(this.annotation);
        this.future.poll(context)
    }
}
