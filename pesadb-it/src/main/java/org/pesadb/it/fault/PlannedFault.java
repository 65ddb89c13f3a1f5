package org.pesadb.it.fault;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Something that goes wrong at the k-th call of some kinds to files of some names; once, or from then on.
 *
 * <pre>{@code
 * disk.plan(PlannedFault.of(Injection.EIO).on(Kind.FORCE).to(".*-wal").at(3).always());
 * }</pre>
 *
 * <p>Set it up first; after that threads may share it.
 */
public final class PlannedFault implements FaultPlan {
    private final Injection injection;
    private Set<IoCall.Kind> kinds = EnumSet.allOf(IoCall.Kind.class);
    private Pattern names = Pattern.compile(".*");
    private long at = 1;
    private boolean always;
    private long seen;
    private long struck;
    private IoCall first;

    private PlannedFault(Injection injection) {
        this.injection = injection;
    }

    /**
     * At the first call of any kind to any file, once.
     *
     * @param injection what goes wrong
     * @return a new plan
     */
    public static PlannedFault of(Injection injection) {
        return new PlannedFault(injection);
    }

    /**
     * Only calls of these kinds count.
     *
     * @param first the kind
     * @param more  others
     * @return this
     */
    public PlannedFault on(IoCall.Kind first, IoCall.Kind... more) {
        kinds = EnumSet.of(first, more);
        return this;
    }

    /**
     * Only calls to these files count.
     *
     * @param pattern a regular expression for the file's name, without its folders; a rename bears the new one
     * @return this
     */
    public PlannedFault to(String pattern) {
        names = Pattern.compile(pattern);
        return this;
    }

    /**
     * At which of the calls that count.
     *
     * @param k from 1
     * @return this
     */
    public PlannedFault at(long k) {
        at = k;
        return this;
    }

    /**
     * At every call that counts from then on.
     *
     * @return this
     */
    public PlannedFault always() {
        always = true;
        return this;
    }

    /**
     * Whether it goes on once it has begun.
     *
     * @return true for {@link #always}
     */
    public boolean isLasting() {
        return always;
    }

    /**
     * How many calls went wrong.
     *
     * @return 0 where the k-th never came
     */
    public synchronized long struck() {
        return struck;
    }

    /**
     * The first call that went wrong.
     *
     * @return null where none did
     */
    public synchronized IoCall first() {
        return first;
    }

    @Override
    public synchronized Injection before(IoCall call) {
        if (!kinds.contains(call.kind())
                || !names.matcher(String.valueOf(call.path().getFileName())).matches()) {
            return Injection.NONE;
        }
        seen++;
        if (seen < at || seen > at && !always) {
            return Injection.NONE;
        }
        struck++;
        first = first == null ? call : first;
        return injection;
    }

    /** For messages. */
    @Override
    public String toString() {
        return injection + (always ? " from then on" : "");
    }
}
