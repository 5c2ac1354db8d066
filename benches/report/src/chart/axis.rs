//! From a figure to its place on an axis.

/// An axis from one end of the figures to the other.
pub(super) struct Axis {
    from: f64,
    to: f64,
    is_logarithmic: bool,
}

impl Axis {
    pub(super) fn over(figures: impl Iterator<Item = f64> + Clone, is_logarithmic: bool) -> Self {
        let least = figures.clone().fold(f64::INFINITY, f64::min);
        let most = figures.fold(f64::NEG_INFINITY, f64::max);
        let room = if is_logarithmic { 0.0 } else { (most - least) * 0.05 };
        let (from, to) = if most > least { (least, most + room) } else { (least * 0.9, least * 1.1 + 1e-9) };
        Self { from, to, is_logarithmic }
    }

    /// The same, with `figure` on it.
    pub(super) fn including(mut self, figure: f64) -> Self {
        self.from = self.from.min(figure);
        self.to = self.to.max(figure);
        self
    }

    /// Between 0 and 1.
    pub(super) fn place(&self, figure: f64) -> f64 {
        let scale = |value: f64| if self.is_logarithmic { value.max(1e-9).ln() } else { value };
        let (from, to) = (scale(self.from), scale(self.to));
        ((scale(figure) - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// Round figures along it.
    pub(super) fn ticks(&self) -> Vec<f64> {
        let ticks: Vec<f64> = if self.is_logarithmic { self.logarithmic_ticks() } else { self.even_ticks() };
        ticks.into_iter().filter(|tick| *tick >= self.from * 0.999 && *tick <= self.to * 1.001).collect()
    }

    fn logarithmic_ticks(&self) -> Vec<f64> {
        let mut power = 10_f64.powf(self.from.max(1e-9).log10().floor());
        let steps: &[f64] = if self.to / self.from > 200.0 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let mut ticks = Vec::new();
        while power <= self.to {
            ticks.extend(steps.iter().map(|step| step * power));
            power *= 10.0;
        }
        ticks
    }

    fn even_ticks(&self) -> Vec<f64> {
        let rough = (self.to - self.from) / 4.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|step| *step >= rough);
        let step = step.unwrap_or(rough);
        let mut tick = (self.from / step).ceil() * step;
        let mut ticks = Vec::new();
        while tick <= self.to {
            ticks.push(tick);
            tick += step;
        }
        ticks
    }
}

/// A figure at an axis.
pub(super) fn tick_text(figure: f64) -> String {
    match figure.abs() {
        size if size >= 1e6 => format!("{:.0}M", figure / 1e6),
        size if size >= 1e3 => format!("{:.0}k", figure / 1e3),
        size if size >= 10.0 || (figure - figure.round()).abs() < 1e-6 => format!("{figure:.0}"),
        size if size >= 0.1 => format!("{figure:.2}"),
        _ => format!("{figure:.3}"),
    }
}
