//! An `xs:sequence`: what may stand where, and how often.

/// How the order of children is followed. After a child at a wrong place the count begins anew from it, so that one
/// misplaced child is one fault.
#[derive(Default)]
pub(super) struct Sequence {
    next: usize,
}

impl Sequence {
    /// Takes the child at `place` of the sequence; the place that it should have stood before, if it is too late.
    pub(super) fn take(&mut self, place: usize) -> Option<usize> {
        let late = (place < self.next).then(|| self.next.saturating_sub(1));
        self.next = place.saturating_add(1);
        late
    }

    /// The same for a child that may stand several times.
    pub(super) fn take_again(&mut self, place: usize) -> Option<usize> {
        if self.next == place.saturating_add(1) {
            return None;
        }
        self.take(place)
    }

    /// Where to look first for the place of the next child.
    pub(super) fn expected(&self) -> usize {
        self.next
    }
}
