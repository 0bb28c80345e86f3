//! How deep the values of each node nest at least.

use crate::shape::{Id, Kind, Node};

/// The cost of a node that has no finite value.
pub const INFINITE: u16 = u16::MAX;

/// Computes the costs as the least fixpoint: a node costs one more than the dearest part it cannot do without.
pub(crate) fn costs(nodes: &[Node]) -> Vec<u16> {
    let mut costs = vec![INFINITE; nodes.len()];
    loop {
        let mut changed = false;
        // Parts are mostly lowered after what they are part of, so the reverse order settles sooner.
        for (index, node) in nodes.iter().enumerate().rev() {
            let cost = cost(&node.kind, &|id| costs[id.index()]);
            changed |= cost < costs[index];
            costs[index] = costs[index].min(cost);
        }
        if !changed {
            return costs;
        }
    }
}

fn cost(kind: &Kind, of: &dyn Fn(Id) -> u16) -> u16 {
    let cheapest = |ids: &[Id]| ids.iter().map(|id| of(*id)).min().unwrap_or(INFINITE);
    let dearest = |ids: &mut dyn Iterator<Item = Id>| ids.map(of).max().unwrap_or(0);
    match kind {
        Kind::Never => INFINITE,
        Kind::AnyOf(ids) | Kind::Hard(ids, _) => cheapest(ids),
        Kind::AllOf(ids, _) => dearest(&mut ids.iter().copied()),
        Kind::Array(array) => {
            let elements =
                (0..array.min).map_while(|i| array.prefix.get(i).copied().or(array.items));
            let mut contained = array.contains.iter().filter(|c| c.min > 0).map(|c| c.element);
            // All elements after the prefix cost the same, however many there must be.
            let mut elements = elements.take(array.prefix.len() + 1);
            dearest(&mut elements).max(dearest(&mut contained)).saturating_add(1)
        }
        Kind::Object(object) => {
            let mut required = object.entries.iter().filter(|e| e.required).map(|e| e.node);
            dearest(&mut required).saturating_add(1)
        }
        _ => 1,
    }
}
