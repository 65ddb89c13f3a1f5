@echo off
rem Starts PesaDB on Windows, and builds its distribution first where it is missing.
setlocal
for %%i in ("%~dp0..") do set "PESADB_HOME=%%~fi"
set "PESADB_DIST=%PESADB_HOME%\target\dist"
set "PESADB_JAVA=java"
if not "%JAVA_HOME%"=="" set "PESADB_JAVA=%JAVA_HOME%\bin\java.exe"
"%PESADB_JAVA%" --version >nul 2>&1 <nul
if errorlevel 1 (
  echo pesadb: no Java 17 or newer; install one and set JAVA_HOME to it 1>&2
  exit /b 1
)
if not exist "%PESADB_DIST%\complete" (
  echo pesadb: not built yet; building it, which takes a minute 1>&2
  if not exist "%PESADB_HOME%\target" mkdir "%PESADB_HOME%\target"
  call mvn -q -B -f "%PESADB_HOME%\..\pom.xml" -DskipTests -Dpesadb.it.skip.tests=true -Dspotless.check.skip=true package >"%PESADB_HOME%\target\build.log" 2>&1 <nul
)
if not exist "%PESADB_DIST%\complete" (
  echo pesadb: the build failed; its output is in %PESADB_HOME%\target\build.log 1>&2
  exit /b 1
)
"%PESADB_JAVA%" -XX:+UseSerialGC --enable-native-access=org.jline.nativ --add-modules java.se -Dpesadb.home="%PESADB_DIST%" -Djava.util.logging.config.file="%PESADB_DIST%\logging.properties" %JAVA_OPTS% %PESADB_JAVA_OPTS% -p "%PESADB_DIST%\lib" -m org.pesadb.cli/org.pesadb.cli.Main %*
exit /b %errorlevel%
