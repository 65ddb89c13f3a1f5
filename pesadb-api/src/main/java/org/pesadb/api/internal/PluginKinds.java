package org.pesadb.api.internal;

import java.util.EnumMap;
import java.util.Map;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.IndexProvider;
import org.pesadb.api.spi.JoinStrategy;
import org.pesadb.api.spi.LogProvider;
import org.pesadb.api.spi.PagerProvider;
import org.pesadb.api.spi.RowCodec;

/** The interfaces that a plugin may provide. An engine is none of them: it comes with the program. */
final class PluginKinds {
    /** By kind. */
    static final Map<ComponentKind, Class<? extends Component>> SERVICES = new EnumMap<>(Map.of(
            ComponentKind.LOG, LogProvider.class,
            ComponentKind.PAGER, PagerProvider.class,
            ComponentKind.CODEC, RowCodec.class,
            ComponentKind.INDEX, IndexProvider.class,
            ComponentKind.JOIN, JoinStrategy.class));

    private PluginKinds() {}

    /** The kind of a service, or null where it is none of ours. */
    static ComponentKind of(String service) {
        for (Map.Entry<ComponentKind, Class<? extends Component>> entry : SERVICES.entrySet()) {
            if (entry.getValue().getName().equals(service)) {
                return entry.getKey();
            }
        }
        return null;
    }
}
