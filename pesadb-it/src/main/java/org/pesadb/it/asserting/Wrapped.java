package org.pesadb.it.asserting;

import java.util.ServiceLoader;
import java.util.function.Predicate;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;

/**
 * The part that a wrapper stands for, found when it is first asked for: by then {@link ServiceLoader}, which made the wrapper, is done. The registry
 * cannot be asked: it asks each part for its format version while it is made. Immutable but for that; threads share it.
 *
 * @param <T> the kind
 */
final class Wrapped<T extends Component> {
    private final String name;
    private final ServiceLoader<T> offered;
    private volatile T found;

    /**
     * @param name    of the part
     * @param offered all of its kind, loaded by the class that is asked here: a module's {@code uses} is that of the caller
     */
    Wrapped(String name, ServiceLoader<T> offered) {
        this.name = name;
        this.offered = offered;
    }

    String name() {
        return "assert-" + name;
    }

    /** That of the part; 1 where that is not there, as the registry, which asks, must not fail for it. */
    int formatVersion() {
        T part = orNull();
        return part == null ? 1 : part.formatVersion();
    }

    /** As {@link #formatVersion()}. */
    int oldestFormatVersion() {
        T part = orNull();
        return part == null ? 1 : part.oldestFormatVersion();
    }

    T get() {
        T part = orNull();
        if (part == null) {
            throw new PesaDbException(
                    ErrorCode.NO_SUCH_COMPONENT,
                    name() + " wraps '" + name + "', which is not there; add its jar or remove this one");
        }
        return part;
    }

    /** What is wrapped, or null as long as it is not there. */
    T orNull() {
        T part = found;
        if (part == null) {
            synchronized (this) { // a ServiceLoader is of one thread
                part = offered.stream()
                        .filter(isForeign())
                        .map(ServiceLoader.Provider::get)
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
                found = part;
            }
        }
        return part;
    }

    /** Wrappers do not wrap each other. */
    private Predicate<ServiceLoader.Provider<T>> isForeign() {
        return provider -> !provider.type().getPackageName().equals(Wrapped.class.getPackageName());
    }
}
