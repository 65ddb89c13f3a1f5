package org.pesadb.api.internal;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.pesadb.api.ErrorCode;
import org.pesadb.api.spi.ComponentKind;
import org.pesadb.api.spi.PluginReport;
import org.pesadb.api.spi.Spi;

/**
 * What can be told of a jar without loading a class of it. What is read of it is bounded, whatever the jar says of its own sizes: what
 * Java itself reads of every jar, it reads whole.
 */
final class PluginJar {
    private static final int MOST_BYTES = 1 << 20;
    private static final long MOST_UNPACKED = 1L << 30;
    private static final int MOST_PROVIDERS = 100;
    private static final int MAGIC = 0xcafebabe;
    private static final int OLDEST_CLASS_VERSION = 44;
    private static final String SERVICES = "META-INF/services/";
    private static final String MODULE = "module-info.class";
    private static final String OWN_SPI = "org/pesadb/api/spi/Component.class";

    final Path path;
    /** What makes it a module; null where it is a jar for the class path. */
    ModuleDescriptor module;
    /** The version of the SPI that the manifest names, or "". */
    String spi = "";
    /** What the manifest says of its title and version, or "". */
    String title = "";
    /** The names of the classes that it provides, by kind. */
    final Map<ComponentKind, List<String>> provides = new EnumMap<>(ComponentKind.class);

    private final String subject;
    private final List<PluginReport.Refusal> faults;

    private PluginJar(Path path, String subject, List<PluginReport.Refusal> faults) {
        this.path = path;
        this.subject = subject;
        this.faults = faults;
    }

    /**
     * Reads one.
     *
     * @param path     where it is
     * @param subject  what faults call it
     * @param thorough whether to read every entry, and so find every damage
     * @param faults   is told what is wrong with it
     * @return what could be read
     */
    static PluginJar read(Path path, String subject, boolean thorough, List<PluginReport.Refusal> faults) {
        PluginJar jar = new PluginJar(path, subject, faults);
        if (jar.isFile()) {
            jar.open(thorough);
        }
        return jar;
    }

    private void bad(String text) {
        faults.add(new PluginReport.Refusal(ErrorCode.BAD_PLUGIN, subject + " " + text));
    }

    private boolean isFile() {
        if (!Files.isRegularFile(path)) {
            if (Files.isDirectory(path)) {
                bad("is a folder; a folder of jars has a name that does not end in .jar");
            } else if (Files.exists(path)) {
                bad("is no regular file; put the jar itself there");
            } else if (Files.isSymbolicLink(path)) {
                bad("is a link that leads to no file; remove it or repair it");
            } else {
                bad("does not exist");
            }
            return false;
        }
        if (!Files.isReadable(path)) {
            faults.add(new PluginReport.Refusal(ErrorCode.IO, subject + " cannot be read; look at its rights"));
            return false;
        }
        if (!path.getFileName().toString().endsWith(".jar")) {
            bad("has a name that does not end in .jar, in small letters; rename it");
            return false;
        }
        return true;
    }

    private void open(boolean thorough) {
        try (JarFile jar = new JarFile(path.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
            Map<String, byte[]> special = special(jar);
            if (special == null) {
                return;
            }
            readManifest(special.get(JarFile.MANIFEST_NAME));
            readModule(jar);
            if (module == null) {
                readServices(special);
            }
            checkSpi();
            checkClasses(jar);
            if (thorough) {
                checkEntries(jar);
            }
        } catch (IOException | RuntimeException broken) {
            bad("is no jar, or a damaged one (" + Thrown.message(broken) + "); build it or copy it again");
        }
    }

    /** What Java reads whole: the manifest and all that names services and modules; null where one of them is too large. */
    private Map<String, byte[]> special(JarFile jar) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        for (JarEntry entry : Collections.list(jar.entries())) {
            String name = entry.getName();
            boolean manifest = name.toUpperCase(Locale.ROOT).equals(JarFile.MANIFEST_NAME);
            boolean service = name.startsWith(SERVICES) && !entry.isDirectory();
            if (manifest || service || name.endsWith(MODULE)) {
                byte[] content = read(jar, entry);
                if (content == null) {
                    bad("has a " + Thrown.shorten(name) + " of more than " + MOST_BYTES + " bytes; build it again");
                    return null;
                }
                if (manifest || service && PluginKinds.of(name.substring(SERVICES.length())) != null) {
                    contents.put(manifest ? JarFile.MANIFEST_NAME : name, content);
                }
            } else if (name.equals(OWN_SPI)) {
                bad("contains the interfaces of PesaDB themselves (org.pesadb.api); they come with the program: take"
                        + " them out");
            }
        }
        return contents;
    }

    /** The content of an entry, or null where it is too large. */
    private static byte[] read(ZipFile jar, ZipEntry entry) throws IOException {
        byte[] content;
        try (InputStream in = jar.getInputStream(entry)) {
            content = in.readNBytes(MOST_BYTES + 1);
        }
        if (content.length > MOST_BYTES || entry.getSize() > MOST_BYTES) {
            return null;
        }
        CRC32 sum = new CRC32();
        sum.update(content);
        checkSum(entry, sum, content.length);
        return content;
    }

    private static void checkSum(ZipEntry entry, CRC32 sum, long size) throws ZipException {
        if (entry.getCrc() != sum.getValue() || entry.getSize() != size) {
            throw new ZipException("the content of " + Thrown.shorten(entry.getName()) + " is not what it was");
        }
    }

    private void readManifest(byte[] content) throws IOException {
        if (content == null) {
            return;
        }
        Attributes main = new Manifest(new ByteArrayInputStream(content)).getMainAttributes();
        String version = main.getValue(Spi.ATTRIBUTE);
        spi = version == null ? "" : Thrown.shorten(version.strip());
        String name = main.getValue(Attributes.Name.IMPLEMENTATION_TITLE);
        String release = main.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        title = Thrown.shorten(((name == null ? "" : name) + " " + (release == null ? "" : release)).strip());
    }

    private void readModule(JarFile jar) throws IOException {
        JarEntry entry = jar.getJarEntry(MODULE);
        byte[] content = entry == null ? null : read(jar, entry);
        if (content == null) {
            return;
        }
        if (isTooNew(MODULE, content)) {
            return;
        }
        try {
            module = ModuleDescriptor.read(ByteBuffer.wrap(content));
        } catch (InvalidModuleDescriptorException invalid) {
            bad("has a module-info that makes no sense (" + Thrown.message(invalid) + "); build it again");
            return;
        }
        for (ModuleDescriptor.Provides provided : module.provides()) {
            ComponentKind kind = PluginKinds.of(provided.service());
            if (kind != null) {
                provides.put(kind, provided.providers());
            }
        }
    }

    private void readServices(Map<String, byte[]> special) throws IOException {
        for (Map.Entry<String, byte[]> file : special.entrySet()) {
            if (file.getKey().startsWith(SERVICES)) {
                ComponentKind kind = PluginKinds.of(file.getKey().substring(SERVICES.length()));
                List<String> names = names(file.getKey(), file.getValue());
                if (!names.isEmpty()) {
                    provides.put(kind, names);
                }
            }
        }
    }

    /** The lines of a file of META-INF/services, without comments and repetitions. */
    private List<String> names(String file, byte[] content) throws IOException {
        List<String> names = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(new ByteArrayInputStream(content), StandardCharsets.UTF_8));
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            int comment = line.indexOf('#');
            String name = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (name.isEmpty() || names.contains(name)) {
                continue;
            }
            if (!isClassName(name)) {
                bad("names no class in line " + number + " of " + file + "; write the class's full name there");
                return List.of();
            }
            if (names.size() == MOST_PROVIDERS) {
                bad("names more than " + MOST_PROVIDERS + " classes in " + file + "; give each plugin fewer");
                return List.of();
            }
            names.add(name);
        }
        return names;
    }

    private static boolean isClassName(String name) {
        return Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(letter -> letter == '.' || Character.isJavaIdentifierPart(letter));
    }

    /** Before any class is loaded: one that was made for other interfaces may do anything. */
    private void checkSpi() {
        if (spi.isEmpty() && provides.isEmpty()) {
            return; // a library
        }
        int version;
        try {
            version = spi.isEmpty() ? 1 : Integer.parseInt(spi);
        } catch (NumberFormatException noNumber) {
            bad("says in its manifest " + Spi.ATTRIBUTE + ": " + spi + ", which is no number; this program has version "
                    + Spi.VERSION);
            return;
        }
        if (version != Spi.VERSION) {
            bad("was made for version " + version + " of the plugin interfaces (" + Spi.ATTRIBUTE
                    + "), and this program has version " + Spi.VERSION + "; get the plugin for version " + Spi.VERSION
                    + ", or " + (version > Spi.VERSION ? "a newer" : "an older") + " PesaDB");
        }
    }

    /** The classes that it provides are there, and not too new. One of another jar of the plugin is judged when it is loaded. */
    private void checkClasses(JarFile jar) throws IOException {
        for (List<String> names : provides.values()) {
            for (String name : names) {
                JarEntry entry = jar.getJarEntry(name.replace('.', '/') + ".class");
                byte[] content = entry == null ? null : read(jar, entry);
                if (content != null) {
                    isTooNew("class " + name, content);
                }
            }
        }
    }

    private boolean isTooNew(String what, byte[] classFile) {
        ByteBuffer header = ByteBuffer.wrap(classFile);
        int major = classFile.length < 8 || header.getInt(0) != MAGIC ? 0 : header.getShort(6) & 0xffff;
        int here = Runtime.version().feature();
        if (major - OLDEST_CLASS_VERSION <= here) {
            return false;
        }
        bad("needs Java " + (major - OLDEST_CLASS_VERSION) + " (" + what + " was compiled for it), and this is Java "
                + here + "; use a newer Java, or a plugin made for this one");
        return true;
    }

    /** Every entry is what it was when the jar was made. */
    private void checkEntries(JarFile jar) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (JarEntry entry : Collections.list(jar.entries())) {
            CRC32 sum = new CRC32();
            long size = 0;
            try (InputStream in = jar.getInputStream(entry)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    sum.update(buffer, 0, count);
                    size += count;
                    total += count;
                    if (total > MOST_UNPACKED) {
                        bad("unpacks to more than " + MOST_UNPACKED + " bytes; make it smaller");
                        return;
                    }
                }
            }
            if (!entry.isDirectory()) {
                checkSum(entry, sum, size);
            }
        }
    }

    PluginReport.Jar report() {
        return new PluginReport.Jar(path, module == null ? "" : module.toNameAndVersion(), title, spi);
    }
}
