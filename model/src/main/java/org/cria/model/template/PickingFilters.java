package org.cria.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code map}, {@code select} and their kin: filters that apply a filter or a test to every element. */
final class PickingFilters {
    private PickingFilters() {}

    static void addTo(Map<String, Filters.Filter> all) {
        all.put("map", PickingFilters::mapped);
        all.put("select", (run, given) -> picked(run, given, false, true));
        all.put("reject", (run, given) -> picked(run, given, false, false));
        all.put("selectattr", (run, given) -> picked(run, given, true, true));
        all.put("rejectattr", (run, given) -> picked(run, given, true, false));
    }

    private static Value mapped(Run run, Arguments given) {
        List<Value> mapped = new ArrayList<>();
        Value attribute = given.named().get("attribute");
        if (attribute != null && given.positional().size() == 1) {
            Value otherwise = given.named().get("default");
            for (Value each : SequenceFilters.elements(run, given)) {
                Value part = Attributes.path(each, attribute, run.budget());
                mapped.add(part instanceof Value.Undefined && otherwise != null ? otherwise : part);
            }
        } else {
            String filter = given.text(1, "filter").toString();
            for (Value each : SequenceFilters.elements(run, given)) {
                mapped.add(Filters.apply(run, filter, given.from(2).after(each)));
            }
        }
        return Value.iterator(mapped);
    }

    /** @param wanted whether those are kept for which the test holds */
    private static Value picked(Run run, Arguments given, boolean byAttribute, boolean wanted) {
        int place = byAttribute ? 2 : 1;
        boolean tested = given.positional().size() > place;
        String test = tested ? given.text(place, "test").toString() : "";
        List<Value> picked = new ArrayList<>();
        for (Value each : SequenceFilters.elements(run, given)) {
            Value part = byAttribute ? Attributes.path(each, given.need(1, "attribute"), run.budget()) : each;
            boolean holds =
                    tested ? Checks.holds(run, test, given.from(place + 1).after(part)) : Kinds.truth(part);
            if (holds == wanted) {
                picked.add(each);
            }
        }
        return Value.iterator(picked);
    }
}
