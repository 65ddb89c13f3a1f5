package org.pesadb.api.spi;

import java.util.Map;
import org.pesadb.api.Stable;

/**
 * A replaceable part. An implementation is stateless and has a public constructor without parameters or, in a module, a
 * static {@code provider()} method; what it makes holds the state. Threads share it.
 *
 * <p>What each has in common:
 *
 * <pre>{@code
 * public final class RadixProvider implements IndexProvider {
 *     public RadixProvider() {}                              // for ServiceLoader
 *
 *     public String name() { return "radix"; }               // for ever: it is on disk
 *     public int formatVersion() { return 2; }               // what it writes
 *     public int oldestFormatVersion() { return 1; }         // what it still reads
 *     ...
 * }
 * }</pre>
 */
@Stable(since = 1)
public interface Component {
    /**
     * The name by which databases remember what wrote them. It goes to disk: once published it never changes, whatever
     * becomes of the class.
     *
     * @return {@code [a-z][a-z0-9-]*}, at most 64 characters; the same always. One name may stand in several kinds
     */
    String name();

    /**
     * The version of the format that it writes. It goes to disk beside the name. It rises with each change after which versions of the
     * part that are older could not read what is written; where old and new are to be there at once, the new one takes a new name.
     *
     * @return 1 or more; the same always. For a component that writes nothing, 1
     */
    int formatVersion();

    /**
     * The oldest version of its format that it still reads. Data of a version between this one and {@link #formatVersion()} is opened, and
     * each kind says how it comes up to date: see {@link IndexProvider#upgrade}, {@link RowCodec}, {@link LogContext#formatVersion} and
     * {@link PagerContext#formatVersion}. Older data is refused with FORMAT_TOO_OLD, newer with FORMAT_TOO_NEW.
     *
     * @return 1 to {@link #formatVersion()}, which is the default; the same always
     */
    default int oldestFormatVersion() {
        return formatVersion();
    }

    /**
     * Whether it offers itself as the one to make new data with, where nobody asks for another by name. Only parts that are installed
     * with the program count, never those of a plugin folder: a jar that is dropped in must not change what others write. At most one of
     * a kind may offer itself; where none does, the only one of its kind is taken.
     *
     * @return false unless it is made to be the default
     */
    default boolean standard() {
        return false;
    }

    /**
     * What can be set from outside when a database is opened, such as where a key is to be found. It is set by the part's name, a dot, and the
     * name given here ({@link org.pesadb.api.Options.Builder#setting}); a name that no part knows is refused. Settings are given to logs and pagers, in their
     * contexts; they are not kept in the database.
     *
     * @return what each means, for people, by names of the form {@code [a-z][a-z0-9-]*}; the same always
     */
    default Map<String, String> settings() {
        return Map.of();
    }
}
