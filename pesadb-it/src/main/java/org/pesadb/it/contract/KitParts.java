package org.pesadb.it.contract;

import java.util.ArrayList;
import java.util.List;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;

/** Registries for a contract's databases. Has no state. */
final class KitParts {
    private KitParts() {}

    /** What is installed, with one part in place of that of its kind and name, or beside them all. */
    static Components with(Component part) {
        Components installed = Components.installed();
        List<Component> parts = new ArrayList<>(List.of(part));
        for (ComponentKind kind : ComponentKind.values()) {
            for (Component other : installed.all(kind)) {
                if (kind != Components.kindOf(part) || !other.name().equals(part.name())) {
                    parts.add(other);
                }
            }
        }
        return Components.of(installed.engine(), parts);
    }
}
