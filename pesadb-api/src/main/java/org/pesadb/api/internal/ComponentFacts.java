package org.pesadb.api.internal;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.PesaDbException;
import org.pesadb.api.spi.Component;
import org.pesadb.api.spi.IndexProvider;

/**
 * What a component says of itself, checked before anybody relies on it. Each registry that gets the component asks it anew.
 *
 * @param name                its name
 * @param formatVersion       the format that it writes
 * @param oldestFormatVersion the oldest format that it reads
 * @param standard            whether it offers itself as the default
 * @param settings            what can be set, in order of the names
 * @param ordered             whether it is an index in order of its keys
 */
public record ComponentFacts(
        String name,
        int formatVersion,
        int oldestFormatVersion,
        boolean standard,
        Map<String, String> settings,
        boolean ordered) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9-]*");

    /**
     * Asks a component.
     *
     * @param component which
     * @param kind      its kind, for people
     * @param origin    where it comes from, for people
     * @return what it says
     * @throws PesaDbException BAD_PLUGIN where it throws, or says what it may not say
     */
    public static ComponentFacts of(Component component, String kind, String origin) {
        ComponentFacts facts;
        try {
            Map<String, String> settings = component.settings();
            facts = new ComponentFacts(
                    component.name(),
                    component.formatVersion(),
                    component.oldestFormatVersion(),
                    component.standard(),
                    settings == null ? null : new TreeMap<>(settings),
                    component instanceof IndexProvider index && index.ordered());
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            throw bad(
                    kind + " " + component.getClass().getName() + " of " + origin
                            + " does not tell its name, format version and settings: " + Thrown.words(thrown)
                            + "; remove it or repair it",
                    thrown);
        }
        String who = kind + " '" + facts.name + "' in format versions " + facts.oldestFormatVersion + " to "
                + facts.formatVersion + " of " + origin;
        if (facts.name == null
                || !NAME.matcher(facts.name).matches()
                || facts.oldestFormatVersion < 1
                || facts.oldestFormatVersion > facts.formatVersion) {
            throw bad(
                    who + " needs a name that begins with a-z and goes on with a-z, 0-9 and -, 64 at most,"
                            + " and format versions from 1 up; remove it or repair it",
                    null);
        }
        if (facts.settings == null || facts.settings.entrySet().stream().anyMatch(ComponentFacts::unnamed)) {
            throw bad(
                    who + " gives null for its settings, or one whose name does not begin with a-z and go on with a-z,"
                            + " 0-9 and -, or that has no meaning; remove it or repair it",
                    null);
        }
        return facts;
    }

    private static boolean unnamed(Map.Entry<String, String> setting) {
        return !SETTING.matcher(setting.getKey()).matches() || setting.getValue() == null;
    }

    private static PesaDbException bad(String message, Throwable cause) {
        return new PesaDbException(ErrorCode.BAD_PLUGIN, message, cause);
    }
}
