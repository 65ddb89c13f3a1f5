package org.pesadb.api.internal;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * The classes of a plugin that is no module. It looks into its own jars first, so that it gets the versions of its libraries that it
 * brings, as a plugin in a layer of its own does; what it does not bring, and the API always, comes from the program.
 */
final class PluginClassLoader extends URLClassLoader {
    private static final String API = "org.pesadb.api.";

    static {
        registerAsParallelCapable();
    }

    PluginClassLoader(String name, URL[] jars, ClassLoader program) {
        super(name, jars, program);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(API) || name.startsWith("java.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> found = findLoadedClass(name);
            if (found == null) {
                try {
                    found = findClass(name);
                } catch (ClassNotFoundException notItsOwn) {
                    return super.loadClass(name, resolve);
                }
            }
            if (resolve) {
                resolveClass(found);
            }
            return found;
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
        for (URL url : Collections.list(super.getResources(name))) {
            if (all.stream().noneMatch(known -> known.toString().equals(url.toString()))) {
                all.add(url);
            }
        }
        return Collections.enumeration(all);
    }
}
