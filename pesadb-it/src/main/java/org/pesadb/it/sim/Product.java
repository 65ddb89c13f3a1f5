package org.pesadb.it.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.Components;
import org.pesadb.api.spi.FileLayer;
import org.pesadb.api.spi.IndexProvider;

/**
 * What is put to the test: the parts, and what lies between them and the disk.
 *
 * @param components the parts; their indexes have to do the same each time
 * @param files      what goes between the database and a disk; nothing in the product as it is
 */
record Product(Components components, UnaryOperator<FileLayer> files) {
    private static final String ASSERTING = "org.pesadb.it.asserting";

    /** The product as it is, with the one difference that its hash indexes have keys that are no secret. */
    static Product installed() {
        return with(List.of(), files -> files);
    }

    /** The kinds of index that there are. */
    List<String> indexes() {
        return components.names(ComponentKind.INDEX);
    }

    /** The product with but one kind of index: so it was when older seeds were found. */
    static Product installedWith(String index) {
        Product whole = installed();
        List<Component> parts = new ArrayList<>();
        for (ComponentKind kind : ComponentKind.values()) {
            for (Component part : whole.components.all(kind)) {
                if (kind != ComponentKind.INDEX || part.name().equals(index)) {
                    parts.add(part);
                }
            }
        }
        return new Product(Components.of(whole.components.engine(), parts), whole.files);
    }

    /** The product with some parts in place of those of the same kind and name. */
    static Product with(List<? extends Component> others, UnaryOperator<FileLayer> files) {
        Components installed = Components.installed();
        List<Component> parts = new ArrayList<>(others);
        for (ComponentKind kind : ComponentKind.values()) {
            for (Component part : installed.all(kind)) {
                if (part.getClass().getPackageName().startsWith(ASSERTING)) {
                    continue; // they are for tests of their own, and what seeds of old did must not change
                }
                Component used =
                        part instanceof IndexProvider index && index.name().equals("hash") ? new SameHash(index) : part;
                if (others.stream()
                        .noneMatch(other ->
                                Components.kindOf(other) == kind && other.name().equals(part.name()))) {
                    parts.add(used);
                }
            }
        }
        return new Product(Components.of(installed.engine(), parts), files);
    }
}
