@echo off
rem Starts Cria on Windows; `cria` does the same elsewhere. In a checkout it builds once, when the jars are missing: after
rem changes to the sources run "mvn -DskipTests package". An unpacked distribution (lib\*.jar beside this file) needs no Maven.
rem JAVA_HOME chooses the JDK, CRIA_JAVA_OPTS adds options for java.
setlocal EnableExtensions DisableDelayedExpansion
set "HERE=%~dp0"
set "JDK="

if defined JAVA_HOME call :accept "%JAVA_HOME%"
if not defined JDK for /f "delims=" %%j in ('where java 2^>nul') do if not defined JDK call :accept "%%~dpj.."
if not defined JDK for /d %%j in ("%ProgramFiles%\Eclipse Adoptium\jdk-*" "%ProgramFiles%\Java\jdk-*" "%ProgramFiles%\Microsoft\jdk-*" "%ProgramFiles%\Zulu\zulu-*" "%ProgramFiles%\Amazon Corretto\jdk*" "%USERPROFILE%\.jdks\*") do call :accept "%%~j"
if not defined JDK (
    echo cria: no JDK 25 or newer was found. Install one, for instance from https://adoptium.net, or set JAVA_HOME to its folder. 1>&2
    exit /b 1
)

if not exist "%HERE%pom.xml" (
    set "CLASS_PATH=%HERE%lib\*"
    goto start
)
set "JARS=%HERE%cli\target"
if not exist "%JARS%\lib\" call :build || exit /b 1
for %%j in ("%JARS%\cria-cli-*.jar") do set "CLASS_PATH=%%~j;%JARS%\lib\*"

:start
rem TornadoVM works only in a JVM that was started for it. Cria knows whether this command may use it, and with which options.
if not exist "%TORNADOVM_HOME%\etc\tornado.backend" goto plain
set "ANSWER=%TEMP%\cria-%RANDOM%%RANDOM%.txt"
set "OPTIONS="
"%JDK%\bin\java.exe" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "%CLASS_PATH%" org.cria.cli.LaunchOptions %* >"%ANSWER%"
set /p OPTIONS=<"%ANSWER%"
del "%ANSWER%"
if not defined OPTIONS goto plain
"%JDK%\bin\java.exe" "@%OPTIONS%" %CRIA_JAVA_OPTS% org.cria.cli.Main %*
exit /b %ERRORLEVEL%

:plain
"%JDK%\bin\java.exe" -XX:+UseSerialGC -Xshare:auto --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED %CRIA_JAVA_OPTS% -cp "%CLASS_PATH%" org.cria.cli.Main %*
exit /b %ERRORLEVEL%

rem Takes the JDK in folder %1 if it is one of version 25 or newer.
:accept
if not exist "%~1\bin\java.exe" exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
if not exist "%~1\release" exit /b 0
for /f "usebackq tokens=1,2 delims==" %%a in ("%~1\release") do if "%%a"=="JAVA_VERSION" for /f "delims=.-+" %%v in ("%%~b") do if %%v GEQ 25 set "JDK=%~1"
exit /b 0

:build
where mvn >nul 2>nul
if errorlevel 1 (
    echo cria: Maven is needed to build Cria. Install it from https://maven.apache.org and run cria again. 1>&2
    exit /b 1
)
echo cria: building (first use, a minute or two)... 1>&2
if not exist "%HERE%target" mkdir "%HERE%target"
set "JAVA_HOME=%JDK%"
pushd "%HERE%"
call mvn -B -q -Dmaven.test.skip=true -Dspotless.check.skip=true package >"%HERE%target\cria-build.log" 2>&1
set "RESULT=%ERRORLEVEL%"
popd
if "%RESULT%"=="0" exit /b 0
type "%HERE%target\cria-build.log" 1>&2
echo cria: the build failed, see above. Fix the cause and run cria again; "mvn package" shows more. 1>&2
exit /b 1
